import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { dashboardsOf, runbookUid } from "../lib/dashboards/dashboard.ts";
import type { Panel } from "../lib/dashboards/panel.ts";
import { prometheusUid, renderDashboard, renderRunbook } from "../lib/dashboards/render-dashboard.ts";
import { alertsOf, artifactsOf, loadDefinitions } from "../lib/jobs/load-definitions.ts";
import { root } from "../lib/paths.ts";
import { runbookOf } from "../lib/plan/alert.ts";
import { renderTemplate } from "../lib/templates/render-template.ts";
import { jobCluster } from "./fixtures/job-fixtures.ts";

/* What every dashboard keeps to. That Prometheus understands the queries is seen in tests/contract/dashboards.test.ts. */

const { roles, jobs } = await loadDefinitions();
const dashboards = dashboardsOf(jobs.flatMap(({ panels }) => panels));
const panels = dashboards.flatMap((dashboard) => dashboard.panels);
const named = ({ dashboard, title }: Panel): string => `${dashboard} / ${title}`;

test("the dashboards of a house, in the order in which a person reads them", () => {
  expect(dashboards.map(({ title, uid }) => [title, uid])).toEqual([
    ["House", "hearth-house"],
    ["Machines", "hearth-machines"],
    ["Experts", "hearth-experts"],
    ["Gateway", "hearth-gateway"],
    ["Memory", "hearth-memory"],
    ["Home", "hearth-home"],
    ["Backups", "hearth-backups"],
    ["Measurements", "hearth-measurements"],
  ]);
});

test("a job's own dashboard comes after the others", () => {
  const tea: Panel = { ...panels[0]!, dashboard: "Tea timers" };
  expect(dashboardsOf([tea]).map(({ uid }) => uid)).toEqual([
    "hearth-house",
    "hearth-machines",
    "hearth-backups",
    "hearth-tea-timers",
  ]);
});

test("uids are of their own, and as long as Grafana allows", () => {
  const alerts = alertsOf(roles, jobs, jobCluster).map(({ name }) => runbookUid(name));
  const uids = [...dashboards.map(({ uid }) => uid), ...new Set(alerts)];
  expect(new Set(uids).size).toBe(uids.length);
  expect(uids.filter((uid) => !/^[\w-]{1,40}$/.test(uid))).toEqual([]);
});

test("no two panels of a dashboard have one title", () => {
  expect(new Set(panels.map(named)).size).toBe(panels.length);
});

test("every panel says what it is about in a sentence, and what each of its series is", () => {
  expect(panels.filter(({ about }) => !/^[A-Z0-9`].{15,}[.]$/.test(about)).map(named)).toEqual([]);
  const legends = panels.flatMap((panel) => panel.queries.map(({ legend }) => [named(panel), legend] as const));
  expect(legends.filter(([, legend]) => legend.trim() === "")).toEqual([]);
});

test("a legend tells the series of its query apart by the labels that the query keeps", () => {
  const wrong = panels.flatMap((panel) =>
    panel.queries.flatMap(({ expression, legend }) => {
      const kept = /^(?:sort\()?(?:sum|max|min|avg) by \(([\w, ]+)\)/.exec(expression)?.[1]?.split(", ");
      const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
      const isTable = panel.shows === "table";
      if (kept === undefined) return [];
      return shown.every((label) => kept.includes(label)) && (isTable || kept.every((label) => shown.includes(label)))
        ? []
        : [`${named(panel)}: ${legend} of ${kept.join(", ")}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test("a table has a column for each label that its query keeps", () => {
  const tables = panels.filter(({ shows }) => shows === "table");
  for (const { columns = {}, queries } of tables) {
    const kept = /by \(([\w, ]+)\)/.exec(queries[0]?.expression ?? "")?.[1]?.split(", ");
    expect(Object.keys(columns).toSorted()).toEqual(kept?.toSorted());
  }
  expect(tables).not.toEqual([]);
});

test("limits get worse towards their bad side", () => {
  const wrong = panels.filter(
    ({ limits }) =>
      limits !== undefined && (limits.side === "above" ? limits.warning > limits.bad : limits.warning < limits.bad),
  );
  expect(wrong.map(named)).toEqual([]);
});

test("Grafana's JSON has each panel in its place, with one source and queries of its kind", () => {
  for (const dashboard of dashboards) {
    const { uid, editable, panels: drawn = [] } = renderDashboard(dashboard);
    expect({ uid, editable }).toEqual({ uid: dashboard.uid, editable: false });
    expect(drawn.map((panel) => ("targets" in panel ? panel.datasource : undefined))).toEqual(
      dashboard.panels.map(() => ({ type: "prometheus", uid: prometheusUid })),
    );
    const places = drawn.map(({ gridPos }) => gridPos!);
    for (const [index, a] of places.entries()) {
      expect(a.x + a.w).toBeLessThanOrEqual(24);
      for (const b of places.slice(index + 1))
        expect(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h).toBe(false);
    }
  }
});

test("the House fits on one screen", () => {
  const { panels: drawn = [] } = renderDashboard(dashboards[0]!);
  expect(Math.max(...drawn.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)))).toBeLessThanOrEqual(26);
});

test("Grafana's JSON of the House", async () => {
  const text = `${JSON.stringify(renderDashboard(dashboards[0]!), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot("fixtures/dashboards/house.json");
});

test("the table of alerts links each to its runbook, which is a page of its own", () => {
  const text = JSON.stringify(renderDashboard(dashboards[0]!));
  expect(text).toContain('"url":"/d/runbook-${__value.raw}"');
  const page = readFileSync(join(root, runbookOf("DiskFull")), "utf8");
  const drawn = renderRunbook("DiskFull", page);
  expect(drawn.uid).toBe("runbook-DiskFull");
  expect(JSON.stringify(drawn.panels)).toContain(JSON.stringify(page).slice(1, -1));
});

test("the files of Grafana's provisioning", () => {
  const file = (name: string, context = {}): unknown => parse(renderTemplate(`jobs/grafana/${name}`, context));
  expect(file("datasource.yaml", { prometheusUrl: "http://prometheus.hearth:9090" })).toMatchObject({
    apiVersion: 1,
    datasources: [{ uid: prometheusUid, type: "prometheus", url: "http://prometheus.hearth:9090", isDefault: true }],
  });
  expect(file("dashboards.yaml")).toMatchObject({
    apiVersion: 1,
    providers: [
      { type: "file", folder: "Hearth" },
      { type: "file", folder: "Runbooks" },
    ],
  });
});

test("the panels of every job of the cluster are on the dashboards that the depot packs, and no others", () => {
  const packedBy = (names: readonly string[]): readonly string[] =>
    artifactsOf(
      jobs.filter(({ name }) => names.includes(name)),
      jobCluster,
    ).flatMap((artifact) => (artifact.kind === "dashboards" ? artifact.dashboards.map(({ title }) => title) : []));
  expect(packedBy(["grafana", "gateway"])).toEqual(["House", "Machines", "Gateway", "Backups"]);
  expect(packedBy(["gateway"])).toEqual([]);
});

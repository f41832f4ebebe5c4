import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rulesOf } from "../../jobs/prometheus.ts";
import { alertsOf, loadDefinitions } from "../../lib/jobs/load-definitions.ts";
import { runbookOf } from "../../lib/plan/alert.ts";
import { renderTemplate } from "../../lib/templates/render-template.ts";
import { jobCluster } from "../fixtures/job-fixtures.ts";
import { ruleTest, type AlertCase } from "../support/rule-test.ts";
import { alertCases } from "./alert-cases.ts";
import { promtool } from "./promtool.ts";

/* Prometheus' own tool runs the rules on series of a bad day: every alert is there within two minutes, and goes when the fault has gone. */

const run = promisify(execFile);
const { roles, jobs } = await loadDefinitions();
const watched = jobs.flatMap((job) => job.watched(jobCluster));
const alerts = alertsOf(roles, jobs, jobCluster);
const folder = mkdtempSync(join(tmpdir(), "hearth-rules-"));
const rules = join(folder, "rules.yml");
let program: string;

beforeAll(async () => {
  writeFileSync(rules, renderTemplate("jobs/prometheus/rules.yml", rulesOf({ alerts, watched })));
  // The first time the tool is fetched.
  program = await promtool();
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const n2 = 'node="n2"';
const critical = { severity: "critical" };

test("Prometheus takes the rules, and every alert has a case here", async () => {
  const { stdout } = await run(program, ["check", "rules", rules]);
  expect(stdout).toContain("SUCCESS");
  const names = (list: readonly string[]): readonly string[] => [...new Set(list)].sort();
  expect(names(alertCases.map(({ alert }) => alert))).toEqual(names(alerts.map(({ name }) => name)));
});

describe("each alert is there two minutes after its fault, names node and job, and clears", () => {
  test.each(alertCases)("$alert", async (given) => {
    expect(await faultsOf(given)).toBe("");
  });
});

test("a case that is wrong is seen", async () => {
  const [first] = alertCases;
  expect(await faultsOf({ ...first!, summary: "another" })).toContain("another");
});

test("a job that stands on another that is down has no message of its own, nor has one on a dead node", async () => {
  const none = (alert: string, series: AlertCase["series"]): Promise<string> =>
    testFile({
      tests: [
        {
          interval: "15s",
          input_series: Object.keys(series).map((name) => ({ series: name, values: "0x20" })),
          alert_rule_test: [{ eval_time: "4m", alertname: alert, exp_alerts: [] }],
        },
      ],
    });
  const worker = 'hearth_job_healthy{job="rpc-chat-n3",node="n3"}';
  expect(await none("ExpertDown", { 'hearth_job_healthy{job="expert-chat",node="n2"}': [], [worker]: [] })).toBe("");
  expect(await none("ScrapeLost", { [`up{job="node",${n2}}`]: [], [`up{job="consul",${n2}}`]: [] })).toBe("");
});

test("a machine that may be off, and is, is no alert, nor is an expert that stands on it; others still are", async () => {
  const nodes = jobCluster.nodes.map((node) => (node.name === "n2" ? { ...node, mayBeOff: true as const } : node));
  const cluster = { ...jobCluster, nodes };
  const quiet = {
    alerts: alertsOf(roles, jobs, cluster),
    watched: jobs.flatMap((job) => job.watched(cluster)),
  };
  const file = join(folder, "quiet.yml");
  writeFileSync(file, renderTemplate("jobs/prometheus/rules.yml", rulesOf(quiet)));
  const off = { series: `up{job="node",${n2}}`, values: "0x20" };
  const expertDown = { series: `hearth_job_healthy{job="expert-chat",${n2}}`, values: "0x20" };
  const otherOff = { series: 'up{job="node",node="n3"}', values: "0x20" };
  const expected = (alertname: string, alerts: readonly object[]) => ({
    eval_time: "4m",
    alertname,
    exp_alerts: alerts,
  });
  const n3Off = {
    exp_labels: { node: "n3", ...critical },
    exp_annotations: {
      summary: "n3 does not answer; it is off, or has lost its network",
      runbook: runbookOf("NodeOff"),
    },
  };
  const tests = [
    {
      interval: "15s",
      input_series: [off, expertDown, otherOff],
      alert_rule_test: [expected("NodeOff", [n3Off]), expected("ExpertDown", []), expected("ScrapeLost", [])],
    },
  ];
  expect(await testFile({ rule_files: [file], tests })).toBe("");
});

const faultsOf = (given: AlertCase): Promise<string> =>
  testFile(JSON.parse(ruleTest(rules, given, runbookOf(given.alert))) as object);

let files = 0;
async function testFile(content: object): Promise<string> {
  files += 1;
  const file = join(folder, `${files}.test.yml`);
  // Without an order, promtool takes the groups in any.
  const order = { group_eval_order: ["availability", "alerts"] };
  writeFileSync(file, JSON.stringify({ rule_files: [rules], evaluation_interval: "15s", ...order, ...content }));
  try {
    await run(program, ["test", "rules", file]);
    return "";
  } catch (thrown) {
    const { stdout, stderr } = thrown as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { startTestGateway } from "../../apps/gateway/test/start-test-gateway.ts";
import { dashboardsOf } from "../../lib/dashboards/dashboard.ts";
import { freePort } from "../../lib/free-port.ts";
import { loadJobs } from "../../lib/jobs/load-jobs.ts";
import { root } from "../../lib/paths.ts";
import { metricsIn } from "../support/metrics-in.ts";
import { temporaryFolder } from "../support/toolchain.ts";
import { debianProgram } from "./debian-program.ts";
import { promtool } from "./promtool.ts";

/* Prometheus' own tool parses every query of the dashboards, and each names only what a program really measures. */

const jobs = await loadJobs();
const queries = dashboardsOf(jobs.flatMap(({ panels }) => panels)).flatMap(({ panels }) =>
  panels.flatMap(({ dashboard, title, queries: each }) =>
    each.map(({ expression }) => ({ at: `${dashboard} / ${title}`, expression })),
  ),
);

// The first time they are fetched.
beforeAll(async () => {
  await promtool();
  await debianProgram("prometheus-node-exporter", "prometheus-node-exporter");
}, 300_000);

/** What promtool says of expressions that stand in a file of rules. */
async function parsed(expressions: readonly string[]): Promise<string> {
  const file = join(await temporaryFolder(), "rules.yml");
  const rules = expressions.map((expression, index) => ({
    record: `query_${index}`,
    expr: expression.replaceAll("$__rate_interval", "2m"),
  }));
  writeFileSync(file, JSON.stringify({ groups: [{ name: "panels", rules }] }));
  const run = promisify(execFile)(await promtool(), ["check", "rules", file]);
  const { stdout, stderr } = await run.catch((failed: unknown) => failed as Awaited<typeof run>);
  return `${stdout}${stderr}`;
}

test("Prometheus understands every query", async () => {
  expect(await parsed(queries.map(({ expression }) => expression))).toContain(`${queries.length} rules found`);
  expect(await parsed(["sum by (node) (up"])).toContain("could not parse expression");
});

/** Names of the families that a page of metrics has, with those of histograms' series. */
const familiesOf = (page: string): readonly string[] =>
  [...page.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = "", type]) =>
    type === "histogram" ? [name, ...["bucket", "sum", "count"].map((part) => `${name}_${part}`)] : [name],
  );

/** What the lab does not have: sensors, batteries and a processor that measures its power. */
async function nodeExporterWithHardware(): Promise<readonly string[]> {
  const folder = await temporaryFolder();
  const files = {
    "hwmon/hwmon0/name": "k10temp",
    "hwmon/hwmon0/temp1_input": "48000",
    "powercap/intel-rapl:0/name": "package-0",
    "powercap/intel-rapl:0/energy_uj": "1000000",
    "powercap/intel-rapl:0/max_energy_range_uj": "262143328850",
    "power_supply/BAT0/type": "Battery",
    "power_supply/BAT0/capacity": "80",
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, "class", path)), { recursive: true });
    writeFileSync(join(folder, "class", path), `${content}\n`);
  }
  const port = await freePort();
  const program = await debianProgram("prometheus-node-exporter", "prometheus-node-exporter");
  const exporter = spawn(program, [`--path.sysfs=${folder}`, `--web.listen-address=127.0.0.1:${port}`], {
    stdio: "ignore",
  });
  try {
    const page = await waitFor({ what: "node-exporter", limitMs: 20_000, intervalMs: 100 }, async () => {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
      return response === undefined ? notYet("it does not answer") : ready(await response.text());
    });
    return familiesOf(page);
  } finally {
    exporter.kill();
    await once(exporter, "exit");
  }
}

/** With those that have no series until something happens. */
async function gatewayFamilies(): Promise<readonly string[]> {
  await using gateway = await startTestGateway({ services: {} });
  return familiesOf(await (await gateway.fetch("/metrics")).text());
}

/** What our own scripts and commands write for node-exporter, each under a line with its type. */
const written = (): readonly string[] =>
  globSync(["templates/{node-exporter,backup}/*", "lib/drift/*.ts"], { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(/# TYPE (hearth_[\w${}]+) /g)])
    // Of a backup, and of a drill.
    .map(([, name = ""]) => name.replace("${verb}", "backup"));

test("every metric that a query names is one that a program has", async () => {
  const recorded = (name: string): readonly string[] =>
    readFileSync(join(root, "tests", "fixtures", "metrics", name), "utf8")
      .trim()
      .split("\n");
  const known = new Set([
    // Of Prometheus on the lab with stacks/lab-house.inventory.yaml.
    ...recorded("lab-house.txt"),
    // Of Home Assistant with devices.
    ...recorded("home-assistant.txt"),
    ...(await nodeExporterWithHardware()),
    ...(await gatewayFamilies()),
    ...written(),
  ]);
  const unknown = queries.flatMap(({ at, expression }) =>
    metricsIn(expression)
      .filter((name) => !known.has(name))
      .map((name) => `${at}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { rulesOf } from "../../jobs/prometheus.ts";
import { alertsOf, loadDefinitions } from "../../lib/jobs/load-definitions.ts";
import { root } from "../../lib/paths.ts";
import { freePort } from "../../lib/free-port.ts";
import { renderTemplate } from "../../lib/templates/render-template.ts";
import { jobCluster } from "../fixtures/job-fixtures.ts";
import { debianProgram } from "./debian-program.ts";

/*
 * Debian's Prometheus and Alertmanager with Hearth's rules and routes, hurried: a machine that dies is one message, though its programs and
 * jobs die with it, and a second one says that it is back.
 */

interface Notification {
  readonly status: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

const folder = mkdtempSync(join(tmpdir(), "hearth-messages-"));
const messages: Notification[] = [];
const children: ChildProcess[] = [];
const servers: Server[] = [];
let webhookAnswers = 200;
let metrics: (query: string) => Promise<number>;
let machine: Server;
let machinePort: number;
let amtool: string;

/** Values on pages for Prometheus. */
let page = 'hearth_job_healthy{job="gateway",node="n2"} 1\n';

async function serve(answer: (body: string) => readonly [number, string], port = 0): Promise<Server> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const [status, said] = answer(body);
      response.writeHead(status, { "content-type": "text/plain; version=0.0.4" }).end(said);
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return server;
}
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

beforeAll(async () => {
  const [prometheus, alertmanager] = await Promise.all([
    debianProgram("prometheus", "prometheus"),
    debianProgram("prometheus-alertmanager", "prometheus-alertmanager"),
  ]);
  amtool = await debianProgram("prometheus-alertmanager", "amtool");
  const webhook = await serve((body) => {
    if (webhookAnswers === 200) messages.push(JSON.parse(body) as Notification);
    return [webhookAnswers, ""];
  });
  machine = await serve(() => [200, "alive 1\n"]);
  machinePort = portOf(machine);
  const others = await serve(() => [200, page]);

  const { roles, jobs } = await loadDefinitions();
  const watched = jobs.flatMap((job) => job.watched(jobCluster));
  const rules = renderTemplate(
    "jobs/prometheus/rules.yml",
    rulesOf({ alerts: alertsOf(roles, jobs, jobCluster), watched }),
  );
  file(
    "rules.yml",
    rules.replaceAll(/ for: \d+s/g, " for: 2s").replaceAll(/keep_firing_for: \d+s/g, "keep_firing_for: 6s"),
  );
  const [ownPort, alertPort] = [await freePort(), await freePort()];
  const target = (job: string, port: number, node: string) => ({
    job_name: job,
    // As services, whose pages name the jobs and nodes that they are about.
    honor_labels: job === "checks",
    static_configs: [{ targets: [`127.0.0.1:${port}`], labels: { node, cluster: "house" } }],
  });
  const configuration = {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: [join(folder, "rules.yml")],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertPort}`] }] }] },
    scrape_configs: [
      target("node", machinePort, "n2"),
      target("nomad", machinePort, "n2"),
      target("checks", portOf(others), "n1"),
      target("alertmanager", alertPort, "n1"),
    ],
  };
  start(prometheus, [
    `--config.file=${file("prometheus.yml", JSON.stringify(configuration))}`,
    `--storage.tsdb.path=${join(folder, "series")}`,
    `--web.listen-address=127.0.0.1:${ownPort}`,
  ]);
  start("unshare", [
    ...["--user", "--map-root-user", "--mount", "sh", "-c"],
    // Debian's program reads its templates from there, which Nomad puts into the task's root folder.
    'mount -t tmpfs none /usr/share && mkdir -p /usr/share/prometheus && cp -r "$1" /usr/share/prometheus/alertmanager && shift && exec "$@"',
    ...["sh", join(root, "templates", "jobs", "alertmanager"), alertmanager],
    `--config.file=${file("alertmanager.yml", routes(`http://127.0.0.1:${portOf(webhook)}/`))}`,
    `--storage.path=${join(folder, "alertmanager")}`,
    `--web.listen-address=127.0.0.1:${alertPort}`,
    "--cluster.listen-address=",
  ]);
  metrics = async (query) => {
    const answer = await fetch(`http://127.0.0.1:${ownPort}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await answer.json()) as { data: { result: readonly { value: readonly [number, string] }[] } };
    return Number(data.result[0]?.value[1] ?? Number.NaN);
  };
  await waitFor({ what: "Prometheus to have measured", limitMs: 60_000 }, async () => {
    const up = await metrics('min(up{job!="prometheus"})').catch(() => Number.NaN);
    return up === 1 ? ready(undefined) : notYet(`up is ${up}`);
  });
}, 300_000);

afterAll(() => {
  children.forEach((child) => child.kill("SIGKILL"));
  servers.forEach((server) => {
    server.closeAllConnections();
    server.close();
  });
  rmSync(folder, { recursive: true, force: true });
});

/** Alertmanager's file with a webhook alone, as Nomad renders it, but faster. */
const routes = (url: string): string =>
  renderTemplate("jobs/alertmanager/alertmanager.yml", {
    id: "alertmanager",
    ntfy: false,
    email: false,
    matrix: false,
    webhook: "hook",
  })
    .replace(/'\{\{ with .*\{\{ end \}\}'/, `'${url}'`)
    .replace("group_wait: 15s", "group_wait: 2s")
    .replace("group_interval: 1m", "group_interval: 2s");

function start(program: string, args: readonly string[]): void {
  children.push(spawn(program, args, { stdio: "ignore" }));
}

const namesOf = ({ status, groupLabels, alerts }: Notification) => ({
  status,
  node: groupLabels["node"],
  alerts: alerts.map(({ labels }) => `${labels["alertname"] ?? ""} ${labels["job"] ?? "-"} ${labels["node"] ?? "-"}`),
});

const someMessages = (count: number): Promise<void> =>
  waitFor({ what: `${count} messages`, limitMs: 30_000 }, () =>
    Promise.resolve(messages.length >= count ? ready(undefined) : notYet(JSON.stringify(messages.map(namesOf)))),
  );

test("Alertmanager's own tool takes the file, with every way of sending a message", async () => {
  const all = renderTemplate("jobs/alertmanager/alertmanager.yml", {
    id: "alertmanager",
    ntfy: { url: "https://ntfy.example/house", tokenFile: "" },
    matrix: { url: "https://matrix.example", room: "!r:x", tokenFile: "/secrets/matrix" },
    email: {
      to: "a@b.example",
      from: "c@b.example",
      server: "mail.example:587",
      user: "u",
      passwordFile: "/secrets/m",
    },
    webhook: "hook",
  })
    .replace(/'\{\{ with .*\{\{ end \}\}'/, "'http://x.example/'")
    .replaceAll(/\{\{ env [^}]*\}\}/g, "20000");
  const { stdout } = await promisify(execFile)(amtool, ["check-config", file("all.yml", all)]);
  expect(stdout).toContain("SUCCESS");
});

test("a machine that dies with its programs and jobs is one message, and its return is another", async () => {
  machine.closeAllConnections();
  machine.close();
  page = 'hearth_job_healthy{job="gateway",node="n2"} 0\n';
  await someMessages(1);
  // For others to come, if there were any.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  expect(messages.map(namesOf)).toEqual([{ status: "firing", node: "n2", alerts: ["NodeOff - n2"] }]);
  machine = await serve(() => [200, "alive 1\n"], machinePort);
  // What ran on it takes a while to start again, and is no message of its own.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  page = 'hearth_job_healthy{job="gateway",node="n2"} 1\n';
  await someMessages(2);
  expect(messages.slice(1).map(namesOf)).toEqual([{ status: "resolved", node: "n2", alerts: ["NodeOff - n2"] }]);
});

test("a message that cannot be sent is itself an alert, which says by what way", async () => {
  messages.length = 0;
  webhookAnswers = 400;
  page = 'hearth_job_healthy{job="gateway",node="n2"} 0\n';
  await waitFor({ what: "the alert", limitMs: 30_000 }, async () => {
    const firing = await metrics('ALERTS{alertname="MessagesNotSent",integration="webhook",alertstate="firing"}');
    return firing === 1 ? ready(undefined) : notYet("it does not fire");
  });
  webhookAnswers = 200;
});

import { expect, test } from "vitest";
import { sampleCluster } from "../../tests/support/sample-cluster.ts";
import { createConsulApi } from "../consul/consul-api.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import type { ClusterClient } from "../http/cluster-client.ts";
import { createNomadApi } from "../nomad/nomad-api.ts";
import type { ScriptRun } from "../ssh/run-script.ts";
import { expectedJobs } from "./expected-jobs.ts";
import { formatStatus } from "./format-status.ts";
import { readStatus } from "./read-status.ts";
import type { StatusReport } from "./status.ts";

const cluster = sampleCluster();
const specs = [
  { id: "expert-chat", node: "n2" },
  { id: "rpc-chat-n3", node: "n3" },
  { id: "gateway", node: "n1" },
].map(({ id, node }) => ({ id, node, gate: { services: [id], limitMs: 1_000 } }));

/** Nomad or Consul, by the paths that it answers; any other path is a 404. */
type Answers = Record<string, unknown>;
const clientOf =
  (answers: Answers): ClusterClient =>
  ({ path }) => {
    const found = answers[path];
    if (found instanceof Error) return Promise.reject(found);
    return Promise.resolve(found === undefined ? { status: 404, json: "none" } : { status: 200, json: found });
  };

const nomadNode = (name: string, other: Answers = {}): Answers => ({
  ID: `id-${name}`,
  Name: name,
  Datacenter: "home",
  Status: "ready",
  SchedulingEligibility: "eligible",
  Drain: false,
  ...other,
});
const allocation = (node: string, other: Answers = {}): Answers => ({
  ID: `on-${node}`,
  NodeID: `id-${node}`,
  NodeName: node,
  JobVersion: 0,
  DesiredStatus: "run",
  ClientStatus: "running",
  CreateIndex: 1,
  ...other,
});
const instance = (node: string, name: string, status = "passing"): Answers => ({
  Node: { Node: node, Address: "192.0.2.1" },
  Service: { ID: name, Port: 1 },
  Checks: [{ Name: "token", Status: status }],
});

const nomadAnswers: Answers = {
  "/v1/status/leader": "192.0.2.1:4647",
  "/v1/nodes": ["n1", "n2", "n3"].map((name) => nomadNode(name)),
};
const consulAnswers: Answers = { "/v1/status/leader": "192.0.2.1:8300" };
for (const { id, node } of specs) {
  const job = { ID: id, Type: "service", Status: "running", Stop: false, Version: 0, JobModifyIndex: 1 };
  nomadAnswers[`/v1/job/${id}`] = job;
  nomadAnswers[`/v1/job/${id}/allocations`] = [allocation(node)];
  consulAnswers[`/v1/health/service/${id}`] = [instance(node, id)];
}

const hosts = [
  "127.0.0.1 localhost",
  "# hearth: overlay begins",
  "100.64.0.1 n1.hearth",
  "100.64.0.2 n2.hearth n2",
  "100.64.0.3\tn3.hearth",
  "10.0.0.9 n4.hearth.example",
];
const up: ScriptRun = { exitCode: 0, stdout: `${hosts.join("\n")}\n`, stderr: "", firstOutputAt: 1 };
const dead: ScriptRun = { exitCode: 255, stdout: "", stderr: "No route to host", firstOutputAt: undefined };

interface Scene {
  readonly nomad?: Answers;
  readonly consul?: Answers;
  readonly hosts?: Record<string, ScriptRun>;
  readonly mayBeOff?: readonly string[];
}
const status = (scene: Scene = {}): Promise<StatusReport> =>
  readStatus(withNodesOff(scene.mayBeOff), {
    stackFolder: "/stack",
    nomad: createNomadApi(clientOf({ ...nomadAnswers, ...scene.nomad })),
    consul: createConsulApi(clientOf({ ...consulAnswers, ...scene.consul })),
    jobs: expectedJobs(cluster, specs),
    read: (node) => Promise.resolve(scene.hosts?.[node] ?? up),
    clock: { now: () => 0, sleep: () => Promise.resolve() },
  });
const withNodesOff = (names: readonly string[] = []): Cluster => ({
  ...cluster,
  nodes: cluster.nodes.map((node) => (names.includes(node.name) ? { ...node, mayBeOff: true as const } : node)),
});
const jobsOf = ({ status: { jobs } }: StatusReport): readonly (readonly [string, boolean, string | null])[] =>
  jobs.map(({ name, healthy, node }) => [name, healthy, node]);

test("all is healthy: exactly the form that scripts rely on", async () => {
  expect(await status()).toEqual({
    problems: [],
    status: {
      healthy: true,
      nodes: [
        { name: "n1", overlayAddress: "100.64.0.1", ready: true },
        { name: "n2", overlayAddress: "100.64.0.2", ready: true },
        { name: "n3", overlayAddress: "100.64.0.3", ready: true },
      ],
      jobs: [
        { name: "expert-chat", healthy: true, node: "n2" },
        { name: "rpc-chat-n3", healthy: true, node: "n3" },
        { name: "gateway", healthy: true, node: "n1" },
      ],
      gateway: { url: "https://gateway.hearth:8080", keyFile: "/stack/gateway.key" },
      seconds: 0,
    },
  });
});

test("a machine that is off and may be is no problem, and its expert waits for it", async () => {
  const report = await status({ hosts: { n3: dead }, mayBeOff: ["n3"] });
  expect(report.problems).toEqual([]);
  expect(report.status.healthy).toBe(true);
  expect(report.status.nodes[2]).toEqual({ name: "n3", overlayAddress: "100.64.0.3", ready: false, off: true });
  expect(report.status.jobs.map(({ name, waitsFor }) => [name, waitsFor])).toEqual([
    ["expert-chat", ["n3"]],
    ["rpc-chat-n3", ["n3"]],
    ["gateway", undefined],
  ]);
  expect(formatStatus(report)).toMatch(/^n3 .* off\n/m);
  expect(formatStatus(report)).toContain("all healthy but what is off: 1 node of 3, as the inventory allows");
});

test("a machine that may be off and answers wrongly is a problem", async () => {
  const stranger = { ...dead, stderr: "Host key verification failed." };
  expect((await status({ hosts: { n3: stranger }, mayBeOff: ["n3"] })).problems[0]).toContain("node n3 is not ready");
});

test("an expert that runs with less than was planned is named with what it does instead", async () => {
  const checks = [
    { Name: "token", Status: "passing" },
    { Name: "whole", Status: "warning", Output: "a worker is lost, so it runs small on n2 alone\n" },
  ];
  const answers = [{ ...instance("n2", "expert-chat"), Checks: checks }];
  const report = await status({ consul: { "/v1/health/service/expert-chat": answers } });
  const reduced = "a worker is lost, so it runs small on n2 alone";
  expect(report.status.healthy).toBe(false);
  expect(report.status.jobs[0]).toEqual({ name: "expert-chat", healthy: false, node: "n2", reduced });
  expect(report.problems).toEqual([`job expert-chat is reduced: ${reduced}`]);
  expect(formatStatus(report)).toMatch(/expert-chat +n2 +reduced\n/);
});

test("a worker's node that has just died takes the worker and its expert along, before Nomad and Consul notice", async () => {
  const report = await status({ hosts: { n3: dead } });
  expect(report.status.healthy).toBe(false);
  expect(report.status.nodes[2]).toEqual({ name: "n3", overlayAddress: "100.64.0.3", ready: false });
  expect(jobsOf(report)).toEqual([
    ["expert-chat", false, "n2"],
    ["rpc-chat-n3", false, "n3"],
    ["gateway", true, "n1"],
  ]);
  expect(report.problems).toEqual([
    "node n3 is not ready: n3 does not answer over SSH: No route to host",
    "job expert-chat is not healthy: it needs n3",
    "job rpc-chat-n3 is not healthy: it needs n3",
  ]);
});

test("a node that answers us and that Nomad gives no work is not ready", async () => {
  const nodes = [nomadNode("n1", { Status: "down" }), nomadNode("n2", { SchedulingEligibility: "ineligible" })];
  const report = await status({ nomad: { "/v1/nodes": nodes } });
  expect(report.problems.slice(0, 3)).toEqual([
    "node n1 is not ready: its status in Nomad is down",
    "node n2 is not ready: Nomad may not place work on it until `hearth node undrain n2`",
    "node n3 is not ready: Nomad does not know it",
  ]);
});

test("the former self of a reinstalled node does not count", async () => {
  const nodes = [nomadNode("n1", { Status: "down", ID: "old" }), ...["n1", "n2", "n3"].map((name) => nomadNode(name))];
  expect((await status({ nomad: { "/v1/nodes": nodes } })).problems).toEqual([]);
});

test("an expert that generates no token is not healthy", async () => {
  const report = await status({
    consul: { "/v1/health/service/expert-chat": [instance("n2", "expert-chat", "critical")] },
  });
  expect(jobsOf(report)[0]).toEqual(["expert-chat", false, "n2"]);
  expect(report.problems).toEqual(["job expert-chat is not healthy: check token of service expert-chat is critical"]);
});

test("a job that is not there, was stopped, or runs nowhere is not healthy", async () => {
  const stopped = { ...(nomadAnswers["/v1/job/gateway"] as Answers), Stop: true };
  const lost = allocation("n3", { ClientStatus: "lost", DesiredStatus: "stop" });
  const report = await status({
    nomad: {
      "/v1/job/expert-chat": undefined,
      "/v1/job/expert-chat/allocations": [],
      "/v1/job/gateway": stopped,
      "/v1/job/rpc-chat-n3/allocations": [lost],
    },
  });
  expect(jobsOf(report)).toEqual([
    ["expert-chat", false, null],
    ["rpc-chat-n3", false, "n3"],
    ["gateway", false, "n1"],
  ]);
  expect(report.problems).toEqual([
    "job expert-chat is not healthy: it is not registered",
    "job rpc-chat-n3 is not healthy: no allocation of this version runs",
    "job gateway is not healthy: it is not registered",
  ]);
});

test("without a leader nothing is healthy, and the report comes all the same", async () => {
  const none = new Error("No cluster leader");
  const report = await status({
    nomad: { "/v1/status/leader": "", "/v1/nodes": none, "/v1/job/gateway": none },
    consul: { "/v1/status/leader": none },
  });
  expect(report.status.nodes.map(({ ready }) => ready)).toEqual([false, false, false]);
  expect(report.problems).toEqual([
    "Nomad has no leader",
    "Consul could not be reached: No cluster leader",
    "node n1 is not ready: Nomad could not be reached",
    "node n2 is not ready: Nomad could not be reached",
    "node n3 is not ready: Nomad could not be reached",
    "job expert-chat is not healthy: it needs n2, n3",
    "job rpc-chat-n3 is not healthy: it needs n3",
    "job gateway is not healthy: No cluster leader",
  ]);
});

test("a person sees tables, what is wrong, and where the gateway is", async () => {
  expect(formatStatus(await status({ hosts: { n1: dead, n2: dead, n3: dead } }))).toBe(
    [
      "node  overlay  state",
      "n1    ?        not ready",
      "n2    ?        not ready",
      "n3    ?        not ready",
      "",
      "job          node  state",
      "expert-chat  n2    not healthy",
      "rpc-chat-n3  n3    not healthy",
      "gateway      n1    not healthy",
      "",
      "node n1 is not ready: n1 does not answer over SSH: No route to host",
      "node n2 is not ready: n2 does not answer over SSH: No route to host",
      "node n3 is not ready: n3 does not answer over SSH: No route to host",
      "job expert-chat is not healthy: it needs n2, n3",
      "job rpc-chat-n3 is not healthy: it needs n3",
      "job gateway is not healthy: it needs n1",
      "",
      "gateway: https://gateway.hearth:8080 on the nodes; on this computer, run `hearth --stack stack open gateway`",
      "API key: /stack/gateway.key",
      "the cluster is not healthy; `hearth --stack stack why NAME` explains a job or a node",
    ].join("\n"),
  );
});

test("where neither Nomad nor Consul can be reached, the jobs do not repeat why", async () => {
  const refused = new Error("no node of the cluster could be reached");
  const silence = Object.fromEntries(
    [...Object.keys(nomadAnswers), ...Object.keys(consulAnswers)].map((path) => [path, refused]),
  );
  const { problems, status: seen } = await status({ nomad: silence, consul: silence });
  expect(seen.jobs.every(({ healthy }) => !healthy)).toBe(true);
  expect(problems.filter((problem) => problem.includes("job"))).toEqual([
    "3 jobs could not be checked, since neither Nomad nor Consul answers",
  ]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClusterNode } from "../../lib/config/derive/cluster.ts";
import { execOnNode, killNode, mountLimitedDisk, pauseNode, startNode, unpauseNode } from "../support/lab-node.ts";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import { waitForSsh } from "../../lib/lab/nodes/wait-for-ssh.ts";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import { stackFolder } from "../../lib/paths.ts";
import { checks } from "../../lib/preflight/checks.ts";
import type { PreflightReport } from "../../lib/preflight/report.ts";
import { runPreflight } from "../../lib/preflight/run-preflight.ts";
import type { NodeAccess } from "../../lib/ssh/node-access.ts";
import { writeSshFiles } from "../../lib/ssh/write-ssh-files.ts";
import { testLab, type TestLab } from "../support/lab.ts";

let lab: TestLab;

beforeAll(async () => {
  lab = await testLab({ nodes: ["a", "b"], log: silentLog });
});
afterAll(async () => lab[Symbol.asyncDispose]());

const ports = [
  { port: 22, protocol: "tcp", name: "ssh" },
  { port: 4646, protocol: "tcp", name: "nomad-http" },
  { port: 3478, protocol: "udp", name: "stun" },
] as const;
const clusterNode = (name: string): ClusterNode => ({
  name,
  ssh: { user: "operator", port: 22 },
  groups: [],
  resources: {},
  options: {},
});

/** Both nodes, with what is said otherwise of how they are reached. */
function preflight(other: Readonly<Record<string, Partial<NodeAccess>>> = {}): Promise<PreflightReport> {
  const accesses = readLabFile(lab.stack).nodes.map((access) => ({ ...access, ...other[access.name] }));
  writeSshFiles(stackFolder(lab.stack), accesses);
  return runPreflight(
    { nodes: accesses.map(({ name }) => clusterNode(name)) },
    { stackFolder: stackFolder(lab.stack), ports: () => ports },
  );
}
const findings = ({ nodes }: PreflightReport): readonly string[] =>
  nodes.flatMap(({ node, checks: results }) =>
    results
      .filter(({ state }) => state !== "ok")
      .map(({ check, state, detail, code = "" }) => [node, check, state, detail, code].join("|")),
  );
const on = (node: string, command: string): Promise<string> => execOnNode({ stack: lab.stack, node }, command);

test("healthy nodes pass every check", async () => {
  const report = await preflight();
  expect(findings(report)).toEqual([]);
  expect(report.nodes.map(({ node, checks: results }) => [node, results.length])).toEqual([
    ["a", checks.length + 2],
    ["b", checks.length + 2],
  ]);
});

test("it changes no file: not a byte, a mode, an owner or a time, but for what sshd and sudo note of every login", async () => {
  const snapshot = [
    "find / -xdev -path /proc -prune -o -path /sys -prune -o -path /var/log/journal -prune",
    "-o -printf '%p %y %s %m %U:%G %T@ %C@\\n' | grep -vE '^/(var/log/(wtmp|lastlog|btmp|journal)|run/log|run) ' | sort",
  ].join(" ");
  await on("a", "systemctl stop --quiet '*.timer'");
  await preflight();
  const before = await on("a", snapshot);
  await preflight();
  expect((await on("a", snapshot)).split("\n").filter((line) => !before.includes(line))).toEqual([]);
  expect(before.split("\n").length).toBeGreaterThan(5_000);
});

test("a full disk is named with its path and what is free", async () => {
  await mountLimitedDisk({ stack: lab.stack, node: "a" }, "/var/lib/hearth", 2 ** 20);
  await on("a", "dd if=/dev/zero of=/var/lib/hearth/full bs=1M count=1 2>&1 || true");
  expect(findings(await preflight())).toEqual(["a|disk|error|/var/lib/hearth has 0 bytes free|"]);
  await on("a", "umount /var/lib/hearth && rmdir /var/lib/hearth");
});

/** A program that listens, as a service of its own; python3 stands in for whatever it is. */
const listen = (unit: string, program: string, port: number): string =>
  `systemd-run --quiet --unit=${unit} ${program} -c "import socket, time; s = socket.create_server(('', ${port})); time.sleep(600)" && sleep 1; systemctl show --property=MainPID --value ${unit}`;

test("a stranger on a port is named with its program and pid", async () => {
  const pid = await on("b", listen("stranger", "/usr/bin/python3", 4646));
  expect(findings(await preflight())).toEqual([`b|ports|error|4646/tcp (nomad-http) is held by python3 (pid ${pid})|`]);
});

test("a port is free when its holder is of a service that a role has started, or runs from /opt/hearth", async () => {
  await on("b", "mkdir -p /var/lib/hearth/started && touch /var/lib/hearth/started/stranger");
  expect(findings(await preflight())).toEqual([]);
  await on("b", "rm -r /var/lib/hearth; systemctl stop stranger");
  await on("b", "mkdir -p /opt/hearth/x-1/bin && cp /usr/bin/python3 /opt/hearth/x-1/bin/");
  await on("b", listen("ours", "/opt/hearth/x-1/bin/python3", 4646));
  expect(findings(await preflight())).toEqual([]);
  await on("b", "systemctl stop ours; rm -r /opt/hearth");
});

test("without sudo the check says so, beside the others", async () => {
  await on("b", "mv /etc/sudoers.d /etc/sudoers.away");
  const seen = findings(await preflight());
  await on("b", "mv /etc/sudoers.away /etc/sudoers.d");
  expect(seen).toEqual(["b|sudo|error|sudo asks for a password|"]);
});

test("a wrong host key and a refused login are named as what they are, and the other node is looked at", async () => {
  const stranger = { hostKey: lab.access("b").hostKey };
  expect(findings(await preflight({ a: stranger }))).toEqual([
    "a|ssh|error|a shows an SSH host key that differs from the pinned one|HOST_KEY_MISMATCH",
  ]);
  const login = `nobody@${lab.access("b").address}`;
  expect(findings(await preflight({ b: { user: "nobody" } }))).toEqual([
    `b|ssh|error|b refuses the login: ${login}: Permission denied (publickey,password).|LOGIN_REFUSED`,
  ]);
});

test.each([
  ["is off", killNode, startNode],
  ["hangs", pauseNode, unpauseNode],
])("a node that %s is named within 15 s, and the other one is looked at", async (_, lose, bringBack) => {
  const ref = { stack: lab.stack, node: "b" };
  await lose(ref);
  const start = performance.now();
  const report = await preflight();
  const elapsedMs = performance.now() - start;
  await bringBack(ref);
  await waitForSsh(lab.access("b"), 30_000);
  expect(findings(report).map((finding) => finding.replace(/(SSH:).*\|/, "$1|"))).toEqual([
    "b|ssh|error|b does not answer over SSH:|NODE_UNREACHABLE",
  ]);
  expect(report.nodes[0]?.checks.length).toBe(checks.length + 2);
  expect(elapsedMs).toBeLessThan(15_000);
});

import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClusterNode } from "../../lib/config/derive/cluster.ts";
import { execOnNode, killNode, mountLimitedDisk, pauseNode, startNode, unpauseNode } from "../support/lab-node.ts";
import { readLabFile } from "../../lib/lab/nodes/lab-file.ts";
import { waitForSsh } from "../../lib/lab/nodes/wait-for-ssh.ts";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";
import { root, stackFolder } from "../../lib/paths.ts";
import { checks } from "../../lib/preflight/checks.ts";
import { factChecks } from "../../lib/preflight/fact-checks.ts";
import type { PreflightReport } from "../../lib/preflight/report.ts";
import { runPreflight } from "../../lib/preflight/run-preflight.ts";
import { nodeProfileSchema, type NodeProfile } from "../../lib/profile/node-profile.ts";
import { peersOf } from "../../lib/stack/node-profiles.ts";
import type { NodeAccess } from "../../lib/ssh/node-access.ts";
import { writeSshFiles } from "../../lib/ssh/write-ssh-files.ts";
import { testLab, type TestLab } from "../support/lab.ts";
import { isThorough } from "../support/thorough.ts";

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

/** What the nodes last said of themselves. */
const profiles = new Map<string, NodeProfile>();

/** Both nodes, with what is said otherwise of how they are reached. */
function preflight(other: Readonly<Record<string, Partial<NodeAccess>>> = {}): Promise<PreflightReport> {
  const accesses = readLabFile(lab.stack).nodes.map((access) => ({ ...access, ...other[access.name] }));
  writeSshFiles(stackFolder(lab.stack), accesses);
  return runPreflight(
    { nodes: accesses.map(({ name }) => clusterNode(name)) },
    {
      stackFolder: stackFolder(lab.stack),
      ports: () => ports,
      facts: {
        peers: ({ name }) => peersOf(name, accesses),
        plan: ({ name }) => ({
          node: name,
          admitted: ports.map((port) => ({ ...port, reach: "underlay" })),
          forward: ["docker0", "br-*"],
          tailnet: { controlUrl: "https://control.hearth" },
          stock: [],
          models: [],
        }),
        keep: (profile) => profiles.set(profile.node, profile),
      },
    },
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
    ["a", checks.length + factChecks.length + 2],
    ["b", checks.length + factChecks.length + 2],
  ]);
});

test("nodes say what they are, and reach each other", () => {
  const a = profiles.get("a");
  expect(nodeProfileSchema.parse(a)).toEqual(a);
  expect(a).toMatchObject({
    system: { distribution: "debian", release: "12", container: true, init: "systemd" },
    shells: { login: "/bin/bash" },
    peers: [{ node: "b", lossPercent: 0, largePackets: true }],
  });
  expect(a?.listening).toContainEqual(expect.objectContaining({ port: 22, process: "sshd", service: "ssh" }));
  expect(a?.activeUnits).toContain("ssh.service");
  expect(a?.links.map(({ name, kind }) => [name, kind])).toContainEqual(["eth0", expect.any(String)]);
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
  const [mismatch = "", ...others] = findings(await preflight({ a: stranger }));
  expect([mismatch.replace(/SHA256:\S{43}/, "SHA256:…").split("|"), others]).toEqual([
    ["a", "ssh", "error", "a shows an SSH host key that differs from the pinned one: SHA256:…", "HOST_KEY_MISMATCH"],
    [],
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
  expect(report.nodes[0]?.checks.length).toBe(checks.length + factChecks.length + 2);
  expect(elapsedMs).toBeLessThan(15_000);
});

test("a machine that serves and is set up otherwise: each surprise is named before anything is changed", async () => {
  await on(
    "a",
    [
      listen("other", "/usr/bin/python3", 8123),
      "ip addr add 100.70.1.2/24 dev eth0",
      "ip link add virbr9 type bridge && ip link add guest9 type veth peer name guest8 && ip link set guest9 master virbr9",
      "echo PasswordAuthentication yes >/etc/ssh/sshd_config.d/00-mine.conf",
      "sed -i '1i echo Welcome' ~operator/.bashrc",
    ].join("; "),
  );
  const seen = findings(await preflight());
  await on(
    "a",
    "systemctl stop other; ip addr del 100.70.1.2/24 dev eth0; ip link del virbr9; ip link del guest9; rm /etc/ssh/sshd_config.d/00-mine.conf; sed -i 1d ~operator/.bashrc",
  );
  expect(seen).toEqual([
    'a|quiet-shell|error|the login shell prints "Welcome"|',
    "a|listening|warning|will be closed: 8123/tcp (python3)|",
    "a|bridges|warning|no new connections out of virbr9 (1 port)|",
    "a|overlay-range|error|the default route leaves by eth0, which has 100.70.1.2/24|",
    "a|sshd-settings|error|/etc/ssh/sshd_config.d/00-mine.conf says PasswordAuthentication yes|",
  ]);
  expect(findings(await preflight())).toEqual([]);
});

test("root without sudo, and a cloud image's root, are named as what they are", async () => {
  const asRoot = { a: { user: "root" } };
  await on(
    "a",
    "install -d -m 700 /root/.ssh && cp ~operator/.ssh/authorized_keys /root/.ssh/ && mv /usr/bin/sudo /usr/bin/sudo.away",
  );
  const bare = findings(await preflight(asRoot));
  await on(
    "a",
    String.raw`sed -i 's/^/command="echo Please login as the user debian; exit 142" /' /root/.ssh/authorized_keys`,
  );
  const cloud = findings(await preflight(asRoot));
  await on("a", "rm -r /root/.ssh && mv /usr/bin/sudo.away /usr/bin/sudo");
  expect(bare).toEqual(["a|sudo|error|sudo is not installed|"]);
  expect(cloud).toEqual([
    "a|ssh|error|a accepts the key but gives no shell: Please login as the user debian|LOGIN_REFUSED",
  ]);
});

test.runIf(isThorough)(
  "zsh and fish as login shells are like any other, also for the address of the control server",
  async () => {
    await on("a", "apt-get -q update >/dev/null && apt-get -q -y install zsh fish >/dev/null");
    const { stdout: question } = spawnSync("sh", ["-c", '. lib/launcher/overlay/headscale.sh; printf %s "$reached"'], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, folder: "", node: "" },
    });
    for (const shell of ["/usr/bin/zsh", "/usr/bin/fish"]) {
      await on("a", `chsh -s ${shell} operator`);
      expect([shell, findings(await preflight())]).toEqual([shell, []]);
      expect([shell, (await lab.ssh("a", question)).stdout.trim()]).toEqual([shell, lab.access("a").address]);
    }
    await on("a", "chsh -s /bin/bash operator");
  },
);

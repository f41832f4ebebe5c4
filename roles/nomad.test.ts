import { expect, test } from "vitest";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { role } from "./nomad.ts";

const cluster = { ...sampleCluster(), servers: ["n1"] };
const steps = (node: string, resources = {}) => {
  const context = roleContext(node, cluster, role);
  return role.steps({ ...context, node: { ...context.node, resources } });
};
const settings = (node: string, resources = {}): readonly string[] =>
  linesOf(steps(node, resources), "/etc/hearth/nomad.hcl");

test("tasks get ports of the overlay", () => {
  expect(settings("n2")).toContain('network_interface = "tailscale0"');
});

test("a server is a client too; a client knows the servers by name", () => {
  expect(settings("n1")).toEqual(expect.arrayContaining(["server {", "bootstrap_expect = 1", "client {"]));
  expect(settings("n2")).not.toContain("server {");
  expect(settings("n2")).toContain('servers = ["n1.hearth:4647"]');
});

test("Nomad hands out what the inventory says, or what it measures", () => {
  const told = settings("n2", { memoryBytes: 2 ** 31, cpuMhz: 2_000 });
  expect(told.filter((line) => /^(memory_total|cpu_total)/.test(line))).toEqual([
    "memory_total_mb = 2048",
    "cpu_total_compute = 2000",
  ]);
  expect(settings("n2").filter((line) => /^(memory_total|cpu_total)/.test(line))).toEqual([]);
});

test("what jobs keep on the node is a host volume each", () => {
  const context = roleContext("n2", cluster, role);
  const volumes = (jobVolumes: readonly { name: string; user: string }[]): readonly string[] =>
    linesOf(role.steps({ ...context, jobVolumes }), "/etc/hearth/nomad.hcl").filter((line) => /volume/.test(line));
  expect(volumes([])).toEqual([]);
  expect(volumes([{ name: "memory", user: "hearth-memory" }])).toEqual([
    'host_volume "memory" {',
    'path = "/srv/hearth/volumes/memory"',
  ]);
});

test("an archive may have as many files as Home Assistant", () => {
  expect(settings("n2")).toContain("decompression_file_count_limit = 200000");
});

test("programs run with the exec driver and no other", () => {
  expect(settings("n2")).toContain('"driver.allowlist" = "exec"');
});

test("only a server's secrets hold the key of their gossip", () => {
  const secrets = (node: string): string => linesOf(steps(node), "/etc/hearth/secrets/nomad/secrets.hcl").join(" ");
  expect(secrets("n1")).toBe(
    'server { encrypt = "«secret:nomad.gossip»" } consul { token = "«secret:consul.nomad.n1»" }',
  );
  expect(secrets("n2")).toBe('consul { token = "«secret:consul.nomad.n2»" }');
});

test("tasks see nothing of /etc/hearth", () => {
  const chroot = settings("n2").filter((line) => /^"\/[^"]*" = "\//.test(line));
  expect(chroot.filter((line) => line.startsWith('"/etc'))).toEqual([
    '"/etc/group" = "/etc/group"',
    '"/etc/hosts" = "/etc/hosts"',
    '"/etc/ld.so.cache" = "/etc/ld.so.cache"',
    '"/etc/nsswitch.conf" = "/etc/nsswitch.conf"',
    '"/etc/passwd" = "/etc/passwd"',
    '"/etc/resolv.conf" = "/etc/resolv.conf"',
    '"/etc/ssl/certs" = "/etc/ssl/certs"',
  ]);
});

test("a machine with Docker signs in to the cluster's registry with a password of its own", () => {
  const withRegistry = { ...cluster, jobOptions: { registry: {} } };
  const stepsOf = (docker: object) => {
    const context = roleContext("n2", withRegistry, role);
    return role.steps({ ...context, node: { ...context.node, options: { docker } } });
  };
  const file = "/etc/hearth/secrets/nomad/registries.json";
  expect(linesOf(stepsOf({ engine: "debian" }), file)).toEqual([
    '{ "auths": { "registry.hearth:5000": { "username": "node-n2", "password": "«secret:registry.pull.n2»" } } }',
  ]);
  expect(linesOf(stepsOf({ engine: "debian" }), "/etc/hearth/nomad.hcl")).toContain(`config = "${file}"`);
  expect(stepsOf({}).map(({ id }) => id)).not.toContain(`file ${file}`);
});

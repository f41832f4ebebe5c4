import { expect, test } from "vitest";
import type { Endpoint } from "../lib/plan/endpoint.ts";
import type { RoleContext } from "../lib/plan/role.ts";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { role } from "./firewall.ts";

const rules = (endpoints: readonly Endpoint[], options: unknown = {}): readonly string[] => {
  const context = { ...roleContext("n1"), endpoints, options: role.options.parse(options) };
  const lines = linesOf(role.steps(context), "/etc/hearth/firewall.nft");
  return lines.slice(
    lines.indexOf('udp sport 547 udp dport 546 accept comment "DHCPv6"') + 1,
    lines.findIndex((line) => line.startsWith("limit rate 6/minute")),
  );
};

test("an endpoint of the underlay answers on every interface, one of the overlay on the overlay's alone", () => {
  expect(
    rules([
      { name: "ssh", port: 22, protocol: "tcp", reach: "underlay" },
      { name: "gateway", port: 8080, protocol: "tcp", reach: "overlay" },
    ]),
  ).toEqual(['tcp dport 22 accept comment "ssh"', 'iifname "tailscale0" tcp dport 8080 accept comment "gateway"']);
});

test("an endpoint for some nodes names them, so that no address is written anywhere", () => {
  const worker: Endpoint = { name: "rpc", port: 18_000, protocol: "tcp", reach: "overlay", from: ["n2", "n3"] };
  expect(rules([worker])).toEqual([
    'iifname "tailscale0" ip saddr { n2.hearth, n3.hearth } tcp dport 18000 accept comment "rpc"',
  ]);
});

test("a machine's own services stay open where its options say so", () => {
  expect(rules([], { open: [{ port: 5353, protocol: "udp" }] })).toEqual(['udp dport 5353 accept comment "not ours"']);
});

test("the file replaces the table in one transaction, and names no other", () => {
  const lines = linesOf(role.steps(roleContext("n1", undefined, role)), "/etc/hearth/firewall.nft");
  expect(lines.slice(0, 3)).toEqual(["table inet hearth", "delete table inet hearth", "table inet hearth {"]);
  expect(lines.filter((line) => line.includes("table ") && !line.includes("inet hearth"))).toEqual([]);
});

test("what is not declared is dropped, whatever other tables accept", () => {
  const lines = linesOf(role.steps(roleContext("n1", undefined, role)), "/etc/hearth/firewall.nft");
  expect(lines.filter((line) => line.startsWith("type filter"))).toEqual([
    "type filter hook input priority -10; policy accept;",
    "type filter hook forward priority -10; policy accept;",
    "type filter hook output priority -10; policy accept;",
  ]);
  expect(lines.filter((line) => line === "counter drop")).toHaveLength(2);
});

const output = (context: Partial<RoleContext>): readonly string[] => {
  const base = roleContext("n1", undefined, role);
  const lines = linesOf(role.steps({ ...base, ...context }), "/etc/hearth/firewall.nft");
  return lines.slice(lines.lastIndexOf("ct state established,related accept") + 1, -2);
};
const rpc: Endpoint = { name: "rpc", port: 18_000, protocol: "tcp", reach: "overlay", callers: ["hearth-llama"] };
const metrics: Endpoint = { name: "gateway", port: 8080, protocol: "tcp", reach: "overlay", metrics: "/metrics" };
const refused = "counter reject with icmpx type admin-prohibited";

test("what has no authentication is refused to every account but its callers'", () => {
  expect(output({ reachable: [rpc, metrics], jobUsers: ["hearth-llama"] })[0]).toBe(
    `oifname { "lo", "tailscale0" } tcp dport 18000 meta skuid != { "hearth-llama" } ${refused} comment "rpc"`,
  );
});

test("a job's account connects to what the job declares and to its own machine, and to nothing else", () => {
  const egress = [
    { user: "hearth-llama", egress: ["rpc"] },
    { user: "hearth-llama", egress: [] },
    { user: "hearth-prometheus", egress: [{ metrics: true as const }] },
    { user: "hearth-vault", egress: [] },
    { user: "hearth-gateway", egress: "anywhere" as const },
    { user: "hearth-home", egress: "overlay" as const },
  ];
  const jobUsers = egress.map(({ user }) => user);
  expect(output({ reachable: [{ ...rpc, callers: [] }, metrics], egress, jobUsers })).toEqual([
    'oifname "lo" accept',
    'meta skuid "hearth-home" oifname "tailscale0" accept comment "hearth-home"',
    `meta skuid "hearth-home" ${refused} comment "hearth-home"`,
    'meta skuid "hearth-llama" oifname "tailscale0" tcp dport { 18000 } accept comment "hearth-llama"',
    `meta skuid "hearth-llama" ${refused} comment "hearth-llama"`,
    'meta skuid "hearth-prometheus" oifname "tailscale0" tcp dport { 8080 } accept comment "hearth-prometheus"',
    `meta skuid "hearth-prometheus" ${refused} comment "hearth-prometheus"`,
    `meta skuid "hearth-vault" ${refused} comment "hearth-vault"`,
  ]);
});

test("an account that no job has is in no rule, since nft loads nothing that names one it does not know", () => {
  const egress = [{ user: "hearth-llama", egress: [] }];
  expect(output({ reachable: [rpc], egress, jobUsers: [] })).toEqual(['oifname "lo" accept']);
});

test("where the rules cannot be loaded, SSH is let in and nothing else", () => {
  const endpoints: readonly Endpoint[] = [{ name: "ssh", port: 22, protocol: "tcp", reach: "underlay" }, metrics];
  const context = { ...roleContext("n1", undefined, role), endpoints };
  const lines = linesOf(role.steps(context), "/etc/hearth/firewall-shut.nft");
  expect(lines.filter((line) => line.startsWith("tcp"))).toEqual(['tcp dport 22 accept comment "ssh"']);
  expect(lines.filter((line) => line.includes("policy"))).toEqual([
    "type filter hook input priority -10; policy drop;",
    "type filter hook forward priority -10; policy drop;",
  ]);
});

test("a change is guarded: what was loaded before is loaded again, and the watch does not hinder that", () => {
  const guard = role.guard?.(roleContext("n1", undefined, role));
  const files = role.steps(roleContext("n1", undefined, role)).flatMap(({ owns = [] }) => owns);
  expect(guard?.paths).toEqual(expect.arrayContaining(files));
  expect(guard?.reload.split("; ").slice(0, 2)).toEqual([
    "systemctl stop hearth-firewall-watch 2>/dev/null",
    "systemctl daemon-reload",
  ]);
});

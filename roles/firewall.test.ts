import { expect, test } from "vitest";
import type { Endpoint } from "../lib/plan/endpoint.ts";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { role } from "./firewall.ts";

const rules = (endpoints: readonly Endpoint[], options: unknown = {}): readonly string[] => {
  const context = { ...roleContext("n1"), endpoints, options: role.options.parse(options) };
  const lines = linesOf(role.steps(context), "/etc/hearth/firewall.nft");
  return lines.slice(
    lines.indexOf('udp sport 547 udp dport 546 accept comment "DHCPv6"') + 1,
    lines.indexOf("counter drop"),
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
  ]);
  expect(lines.filter((line) => line === "counter drop")).toHaveLength(2);
});

test("a change is guarded: what was loaded before is loaded again", () => {
  expect(role.guard?.(roleContext("n1", undefined, role))).toEqual({
    paths: [
      "/etc/hearth/firewall.nft",
      "/etc/systemd/system/hearth-firewall.service",
      "/var/lib/hearth/started/firewall-table",
      "/var/lib/hearth/started/hearth-firewall",
    ],
    reload:
      "systemctl daemon-reload; if [ -e /etc/hearth/firewall.nft ]; then nft -f /etc/hearth/firewall.nft; else nft delete table inet hearth 2>/dev/null || true; fi",
  });
});

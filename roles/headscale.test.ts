import { expect, test } from "vitest";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { role } from "./headscale.ts";

const cluster = sampleCluster();
const steps = role.steps(roleContext("n1"));

test("it runs on the node that the overlay names, and nowhere with Tailscale's own service", () => {
  const runsOn = (given: typeof cluster): readonly boolean[] =>
    given.nodes.map((node) => role.runsOn?.(given, node) ?? true);
  expect(runsOn(cluster)).toEqual([true, false, false]);
  expect(runsOn({ ...cluster, overlay: { control: "tailscale", tailnet: "example" } })).toEqual([false, false, false]);
});

test("it is reached over HTTPS by a name of the underlay, and uses no relay but its own", () => {
  expect(linesOf(steps, "/etc/headscale/config.yaml")).toEqual(
    expect.arrayContaining([
      'server_url: "https://control.hearth:8443"',
      'listen_addr: ":8443"',
      'stun_listen_addr: ":3478"',
      "urls: []",
      "override_local_dns: false",
      "type: sqlite",
    ]),
  );
});

test("only machines of the cluster talk to each other", () => {
  expect(JSON.parse(linesOf(steps, "/etc/headscale/policy.json").join(""))).toEqual({
    tagOwners: { "tag:hearth": [] },
    acls: [{ action: "accept", src: ["tag:hearth"], dst: ["tag:hearth:*"] }],
  });
});

test("a key to join is for one machine and ten minutes", () => {
  expect(linesOf(steps, "/usr/local/sbin/hearth-join-key").at(-1)).toBe(
    "exec headscale preauthkeys create --tags tag:hearth --expiration 10m",
  );
});

test("what was kept of a lost machine is in place before Headscale starts", () => {
  const ids = steps.map(({ id }) => id);
  expect(steps.find(({ requests }) => requests?.some(({ kind }) => kind === "put-back"))?.id).toBe(
    "keys and machines put back",
  );
  expect(ids.indexOf("directory /var/lib/headscale")).toBeLessThan(ids.indexOf("keys and machines put back"));
  expect(ids.indexOf("keys and machines put back")).toBeLessThan(ids.indexOf("service headscale"));
});

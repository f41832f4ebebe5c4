import { expect, test } from "vitest";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { role } from "./updates.ts";

const path = "/etc/apt/apt.conf.d/52hearth-updates";
const linesWith = (options: object): readonly string[] =>
  linesOf(role.steps({ ...roleContext("n1"), options: role.options.parse(options) }), path);

test("security updates alone, every day, without a reboot", () => {
  const lines = linesWith({});
  expect(lines).toEqual(
    expect.arrayContaining([
      'APT::Periodic::Unattended-Upgrade "1";',
      '"origin=Debian,codename=${distro_codename}-security,label=Debian-Security";',
      'Unattended-Upgrade::Automatic-Reboot "false";',
    ]),
  );
  expect(lines.filter((line) => line.includes("origin="))).toHaveLength(1);
});

test("GPU drivers are never replaced, kernels only where that is asked for", () => {
  expect(linesWith({})).toEqual(expect.arrayContaining(['"nvidia-";', '"linux-image-";']));
  expect(linesWith({ kernels: true })).toContain('"nvidia-";');
  expect(linesWith({ kernels: true })).not.toContain('"linux-image-";');
});

test("a lab's nodes are not updated", () => {
  const cluster = sampleCluster();
  const runsOn = (given: typeof cluster): boolean => role.runsOn?.(given, given.nodes[0]!) ?? true;
  expect([runsOn(cluster), runsOn({ ...cluster, nodesFrom: "inventory" })]).toEqual([false, true]);
});

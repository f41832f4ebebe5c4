import { expect, test } from "vitest";
import { sampleCluster } from "../tests/support/sample-cluster.ts";
import { loadRoles } from "../lib/plan/load-roles.ts";
import { buildUnits } from "../lib/plan/build-plan.ts";
import { hasDocker, role } from "./docker.ts";

const cluster = sampleCluster();
const withDocker = (docker: object) => ({
  ...cluster,
  nodes: cluster.nodes.map((node) => (node.name === "n2" ? { ...node, options: { docker } } : node)),
});
const roles = await loadRoles();
const unitsOf = (given: typeof cluster) =>
  buildUnits(given, roles, { endpoints: [], jobUsers: [], artifacts: [] }).filter(
    ({ role: name }) => name === "docker",
  );
const contentOf = (given: typeof cluster): unknown => {
  const step = unitsOf(given)[0]?.steps.find(({ id }) => id === "file /etc/docker/daemon.json");
  return JSON.parse(step?.values?.["content"] ?? "null");
};

test("only a machine that asks for Docker gets it", () => {
  expect(unitsOf(cluster)).toEqual([]);
  expect(unitsOf(withDocker({ engine: "debian" })).map(({ node }) => node)).toEqual(["n2"]);
  expect(withDocker({ engine: "existing" }).nodes.map(hasDocker)).toEqual([false, true, false]);
});

test("a Docker of the machine's own is used, and neither configured nor removed", () => {
  const [unit] = unitsOf(withDocker({ engine: "existing" }));
  expect(unit?.steps.map(({ id }) => id)).toEqual(["Docker answers"]);
  expect(unit?.steps.some(({ undo }) => undo !== undefined)).toBe(false);
});

test("logs are bounded, containers outlive the engine, and addresses come from the range that is given", () => {
  expect(contentOf(withDocker({ engine: "debian", addresses: "10.9.0.0/16", registries: ["n1.hearth:5000"] }))).toEqual(
    {
      "log-driver": "json-file",
      "log-opts": { "max-size": "10m", "max-file": "3" },
      "live-restore": true,
      "default-address-pools": [{ base: "10.9.0.0/16", size: 24 }],
      "insecure-registries": ["n1.hearth:5000"],
      "no-new-privileges": true,
      "userland-proxy": false,
    },
  );
});

test.each([
  [{ engine: "podman" }, /engine/],
  [{ logSize: "10 MB" }, /is not a size; write one such as 10m/],
  [{ addresses: "10.9.0.0" }, /addresses/],
  [{ registries: ["https://n1.hearth"] }, /is not a host name/],
])("%o is refused", (given, message) => {
  expect(role.options.safeParse(given).error?.message).toMatch(message);
});

test("an engine trusts the cluster's registry where there is one, whoever brought the engine", () => {
  const idsOf = (engine: string): readonly string[] => {
    const given = { ...withDocker({ engine }), jobOptions: { registry: {} } };
    return unitsOf(given)[0]?.steps.map(({ id }) => id) ?? [];
  };
  for (const engine of ["debian", "existing"]) expect(idsOf(engine)).toContain("authority of registry.hearth:5000");
});

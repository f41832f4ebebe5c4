import { expect, test } from "vitest";
import { formatDown, planDown, type DownFacts } from "./plan-down.ts";

const facts = (nodesFrom: "inventory" | "lab"): DownFacts => ({
  stack: {
    name: "house",
    inventoryFile: "stacks/house.inventory.yaml",
    cluster: { nodesFrom },
    jobs: [{ name: "gateway" }, { name: "memory", volume: "memory" }],
  },
  nodes: ["n1", "n2"],
  made: new Set(["hearth-house", "n1", "n1/base", "n2/base", "job/gateway", "gate/gateway", "job/memory"]),
});

test("real machines: jobs and units go, the data of jobs and the secrets stay", () => {
  const text = formatDown(planDown(facts("inventory"), { keepData: false }));
  expect(text).toContain("- 2 jobs: gateway, memory");
  expect(text).toContain("what 2 units of Hearth put on 2 machines (n1, n2)");
  expect(text).toMatch(/It keeps:\n {2}- the data of memory on the machines, in \/srv\/hearth\/volumes/);
  expect(text).toContain(".hearth/house");
  expect(planDown(facts("inventory"), { keepData: true })).toEqual(planDown(facts("inventory"), { keepData: false }));
});

test("a lab: the nodes go with all their data, and the secrets with them", () => {
  const { removes, keeps } = planDown(facts("lab"), { keepData: false });
  expect(removes.join("\n")).toMatch(/^2 virtual nodes with all their data: n1, n2\n.*data of memory/);
  expect(removes).toContainEqual(expect.stringContaining("secrets, certificates and Pulumi state"));
  expect(keeps.join("\n")).not.toMatch(/secret|data of/);
});

test("a lab whose data are kept is only stopped", () => {
  const { removes, keeps } = planDown(facts("lab"), { keepData: true });
  expect(removes[0]).toBe("nothing; it stops 2 virtual nodes (n1, n2)");
  expect(keeps.join("\n")).toMatch(/the nodes with all their data/);
});

test("machines that `up` has never changed lose nothing", () => {
  const { removes, keeps } = planDown({ ...facts("inventory"), made: new Set() }, { keepData: false });
  expect(removes).toEqual(["nothing: Hearth has put nothing on n1, n2 yet"]);
  expect(keeps.join("\n")).toContain(".hearth/house");
});

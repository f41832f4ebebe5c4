import { expect, test } from "vitest";
import type { ServiceInstance } from "@hearth/contracts/consul/consul-types.ts";
import { allocation, webSpec } from "../../tests/fixtures/fake-nomad.ts";
import { forgetEnded } from "./forget-ended.ts";

const instance = (id: string, node: string): ServiceInstance => ({
  ...{ id, node, address: "192.0.2.1", port: 80, tags: [], meta: {} },
  checks: [{ name: "ready", status: "passing", output: "" }],
});

test("instances of allocations that have ended are forgotten, and no others", async () => {
  const forgotten: (readonly string[])[] = [];
  const instances = [
    instance("_nomad-task-aaaa-group-web-web-http", "n1"),
    instance("_nomad-task-bbbb-group-web-web-http", "n2"),
    instance("_nomad-task-cccc-group-web-web-http", "n3"),
    instance("by-hand", "n1"),
  ];
  const nodes = await forgetEnded(webSpec, {
    nomad: {
      allocations: () =>
        Promise.resolve([
          allocation({ ID: "aaaa", DesiredStatus: "stop", ClientStatus: "running" }),
          allocation({ ID: "bbbb" }),
          allocation({ ID: "cccc", ClientStatus: "lost" }),
        ]),
    },
    consul: {
      health: () => Promise.resolve(instances),
      deregister: (node, id) => Promise.resolve(void forgotten.push([node, id])),
    },
  });
  expect(nodes).toEqual(["n1", "n3"]);
  expect(forgotten).toEqual([
    ["n1", "_nomad-task-aaaa-group-web-web-http"],
    ["n3", "_nomad-task-cccc-group-web-web-http"],
  ]);
});

import { expect, test } from "vitest";
import { z } from "zod";
import { layerRoleOptions } from "./role-options.ts";

const roles = {
  base: z.strictObject({
    timezone: z.string().regex(/\//, "is not a time zone; write one such as Europe/Berlin").default("Etc/UTC"),
    limit: z.int().default(10),
  }),
  gpu: z.strictObject({ driver: z.enum(["open", "vendor"]).default("open") }),
};
const pathsOf = (inventory: Parameters<typeof layerRoleOptions>[0]): readonly string[] =>
  layerRoleOptions(inventory, roles).breaches.map(({ path, what, hint }) => `${path.join(".")}: ${what}; ${hint}`);

test("every node gets every role's options, layered over the schema's defaults", () => {
  const inventory = {
    options: { base: { limit: 20 } },
    groups: { g: { options: { gpu: { driver: "vendor" } } } },
    nodes: [{ name: "n1" }, { name: "n2", groups: ["g"], options: { base: { timezone: "Europe/Berlin" } } }],
  };
  expect(layerRoleOptions(inventory, roles)).toEqual({
    breaches: [],
    options: [
      { base: { timezone: "Etc/UTC", limit: 20 }, gpu: { driver: "open" } },
      { base: { timezone: "Europe/Berlin", limit: 20 }, gpu: { driver: "vendor" } },
    ],
  });
});

test("without schemas the layers are merged and nothing else", () => {
  const inventory = { options: { base: { a: 1 } }, nodes: [{ name: "n1", options: { base: { b: 2 }, other: {} } }] };
  expect(layerRoleOptions(inventory, {}).options).toEqual([{ base: { a: 1, b: 2 }, other: {} }]);
});

test("a bad value is reported where the strongest layer wrote it", () => {
  const inventory = {
    options: { base: { limit: "many" } },
    nodes: [{ name: "n1" }, { name: "n2", options: { base: { limit: 5, timezone: "Berlin" } } }],
  };
  expect(pathsOf(inventory)).toEqual([
    "options.base.limit: expected a number, found the text `many`; write a number, without quotes",
    "nodes.1.options.base.timezone: is not a time zone; write one such as Europe/Berlin",
  ]);
});

test("an unknown key is reported in every layer that has it", () => {
  const inventory = {
    options: { gpu: { drvier: "open" } },
    nodes: [{ name: "n1", options: { gpu: { drvier: "vendor" } } }],
  };
  expect(pathsOf(inventory)).toEqual([
    "options.gpu.drvier: is not a known key here; did you mean `driver`?",
    "nodes.0.options.gpu.drvier: is not a known key here; did you mean `driver`?",
  ]);
});

test("a choice names what is possible", () => {
  expect(pathsOf({ nodes: [{ name: "n1", options: { gpu: { driver: "none" } } }] })).toEqual([
    "nodes.0.options.gpu.driver: the text `none` is not possible here; known are open, vendor",
  ]);
});

import { expect, test } from "vitest";
import { placeExperts } from "./place-experts.ts";
import { reducedForm } from "./reduce.ts";
import { chat, gibibytes, largeModel, node, tinyModel } from "./test-fleet.ts";

const model = largeModel("Q4_K_M", 124);
const split = chat({ models: [model], context: { wanted: 8_192, least: 8_192 }, workers: ["n2"], head: "n1" });
const shown = (free: number, more = {}) => {
  const form = reducedForm({ ...split, ...more }, gibibytes(free));
  return form && [form.model, form.context, form.kvType];
};

test("what is given up: first the context, then the precision of the cache, then the model", () => {
  expect([6, 5.4, 5.2, 5, 4.95, 4.85, 4.7].map((free) => shown(free))).toEqual([
    [model.name, 8_192, "f16"],
    [model.name, 8_192, "q8_0"],
    [model.name, 4_096, "f16"],
    [model.name, 4_096, "q8_0"],
    [model.name, 2_048, "f16"],
    [model.name, 2_048, "q8_0"],
    undefined,
  ]);
  expect(shown(4.7, { fallbacks: [tinyModel] })).toEqual([tinyModel.name, 8_192, "f16"]);
});

test("a present form stays while nothing less has to be given up", () => {
  const present = reducedForm(split, gibibytes(5.4));
  expect(reducedForm(split, gibibytes(6), present)).toEqual(present);
  const shorter = reducedForm(split, gibibytes(5.2));
  expect(reducedForm(split, gibibytes(6), shorter)?.context).toBe(8_192);
});

test("a split expert keeps the memory free that its head needs to run alone", () => {
  const place = (free: number) =>
    placeExperts({
      nodes: [node("n1", free), node("n2", 6)],
      experts: [split, chat({ name: "other", models: [tinyModel], head: "n1", workers: [] })],
    });
  const { experts, nodes } = place(8);
  const [placed] = experts;
  expect(placed?.workers).toEqual(["n2"]);
  expect(placed?.reduced).toMatchObject({ model: model.name, context: 8_192 });
  expect(placed?.reasons.at(-1)).toMatch(/^While a worker is lost, n1 runs large-q4_k_m alone with 8192 tokens/);
  expect(nodes[0]?.memoryTakenBytes).toBeGreaterThan(placed?.reduced?.bytes ?? Infinity);
  expect(nodes[0]?.memoryTakenBytes).toBeLessThanOrEqual(nodes[0]?.memoryBytes ?? 0);
  const small = place(4).experts[0];
  expect(small?.reduced).toBeUndefined();
  expect(small?.reasons.at(-1)).toBe(
    "While a worker is lost it does not answer, because n1 has no room to run it alone.",
  );
});

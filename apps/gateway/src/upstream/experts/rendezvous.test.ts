import { expect, test } from "vitest";
import { Outstanding } from "./outstanding.ts";
import { rendezvous } from "./rendezvous.ts";

const instances = ["http://n1:25000", "http://n2:25000", "http://n3:25000"].map((origin) => ({ origin }));
const keys = Array.from({ length: 3_000 }, (_, index) => `conversation ${index}`);

test("keys are spread evenly", () => {
  const counts = instances.map((instance) => keys.filter((key) => rendezvous(key, instances) === instance).length);
  expect(Math.min(...counts)).toBeGreaterThan(900);
});

test("when an instance goes, only its own keys move", () => {
  const [, ...left] = instances;
  const moved = keys.filter((key) => rendezvous(key, instances) !== rendezvous(key, left));
  expect(moved.every((key) => rendezvous(key, instances) === instances[0])).toBe(true);
});

test("an empty list gives undefined", () => {
  expect(rendezvous("a", [])).toBe(undefined);
});

test("a conversation stays on its instance until it is busier than another by two", () => {
  const outstanding = new Outstanding();
  const home = rendezvous("talk", instances)!;
  const pick = () => outstanding.pick(instances, undefined, "talk");
  expect([pick(), pick(), pick()]).toEqual([home, home, home]);
  outstanding.started(home);
  expect(pick()).toBe(home);
  outstanding.started(home);
  expect(pick()).not.toBe(home);
  outstanding.ended(home);
  expect(pick()).toBe(home);
  expect(outstanding.pick(instances, home, "talk")).not.toBe(home);
});

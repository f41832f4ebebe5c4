import { expect, test } from "vitest";
import { Outstanding } from "./outstanding.ts";

const [a, b, c] = ["a", "b", "c"].map((origin) => ({ origin })) as [
  { origin: string },
  { origin: string },
  { origin: string },
];

test("the least busy is picked, round robin between equals", () => {
  const outstanding = new Outstanding();
  expect([1, 2, 3, 4].map(() => outstanding.pick([a, b])?.origin)).toEqual(["a", "b", "a", "b"]);
  outstanding.started(a);
  outstanding.started(a);
  outstanding.started(b);
  expect([1, 2].map(() => outstanding.pick([a, b])?.origin)).toEqual(["b", "b"]);
  outstanding.ended(a);
  outstanding.ended(a);
  expect([outstanding.count(a), outstanding.pick([a, b])]).toEqual([0, a]);
});

test("the instance to avoid is picked only if there is no other", () => {
  const outstanding = new Outstanding();
  outstanding.started(b);
  outstanding.started(c);
  outstanding.started(c);
  expect([outstanding.pick([a, b, c], a), outstanding.pick([a], a), outstanding.pick([], a)]).toEqual([
    b,
    a,
    undefined,
  ]);
});

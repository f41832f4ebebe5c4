import { expect, test } from "vitest";
import { RetryBudget } from "./retry-budget.ts";

const spendAll = (budget: RetryBudget): number => {
  let spent = 0;
  while (budget.spend()) spent += 1;
  return spent;
};

test("a tenth of the requests may be retried, plus a few that are always available", () => {
  const budget = new RetryBudget({ ratio: 0.125, minimum: 5, most: 1_000 }, () => 0);
  for (let count = 0; count < 800; count += 1) budget.earn();
  expect(spendAll(budget)).toBe(105);
});

test("savings are capped", () => {
  const budget = new RetryBudget({ ratio: 0.125, minimum: 5, most: 20 }, () => 0);
  for (let count = 0; count < 800; count += 1) budget.earn();
  expect(spendAll(budget)).toBe(20);
});

test("the minimum comes back with time, and nothing beyond it", () => {
  let ms = 0;
  const budget = new RetryBudget({ ratio: 0.125, minimum: 10, most: 20 }, () => ms);
  expect(spendAll(budget)).toBe(10);
  ms = 3_000;
  expect(spendAll(budget)).toBe(3);
  ms = 1_000_000;
  expect(spendAll(budget)).toBe(10);
});

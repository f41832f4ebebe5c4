import fc from "fast-check";
import { expect, test } from "vitest";
import { FairQueue, type Waiting } from "./fair-queue.ts";

interface Item extends Waiting {
  readonly number: number;
}

const quantum = 100;
const items = fc
  .array(fc.record({ key: fc.constantFrom("a", "b", "c", "d"), cost: fc.integer({ min: 1, max: 400 }) }), {
    maxLength: 60,
  })
  .map((list) => list.map((item, number): Item => ({ ...item, number })));

function drain(queue: FairQueue<Item>): Item[] {
  const served: Item[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) served.push(next);
  return served;
}

function filled(list: readonly Item[]): FairQueue<Item> {
  const queue = new FairQueue<Item>(quantum);
  for (const item of list) queue.push(item);
  return queue;
}

test("everything is served once, in order of arrival per key", () => {
  fc.assert(
    fc.property(items, (list) => {
      const served = drain(filled(list));
      expect(served.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(list.map(({ number }) => number));
      for (const [, own] of Map.groupBy(served, ({ key }) => key)) {
        expect(own.map(({ number }) => number)).toEqual(own.map(({ number }) => number).toSorted((a, b) => a - b));
      }
    }),
  );
});

test("while two keys wait, their shares differ by at most one turn and one largest request each", () => {
  fc.assert(
    fc.property(items, (list) => {
      const queue = filled(list);
      const got = new Map<string, number>();
      const keys = [...new Set(list.map(({ key }) => key))];
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        got.set(next.key, (got.get(next.key) ?? 0) + next.cost);
        const waiting = keys.filter((key) => queue.waitingOf(key) > 0).map((key) => got.get(key) ?? 0);
        if (waiting.length > 1)
          expect(Math.max(...waiting) - Math.min(...waiting)).toBeLessThanOrEqual(quantum + 2 * 400);
      }
    }),
  );
});

test("removed entries are not served, and the size counts those waiting", () => {
  fc.assert(
    fc.property(items, fc.func(fc.boolean()), (list, leaves) => {
      const queue = filled(list);
      const gone = list.filter((item) => leaves(item.number));
      for (const item of gone) expect([queue.remove(item), queue.remove(item)]).toEqual([true, false]);
      expect(queue.size).toBe(list.length - gone.length);
      expect(new Set(drain(queue))).toEqual(new Set(list.filter((item) => !gone.includes(item))));
      expect([queue.size, queue.shift()]).toEqual([0, undefined]);
    }),
  );
});

test("a key with one small request is served next, however many another has", () => {
  const many = Array.from({ length: 50 }, (_, number): Item => ({ key: "greedy", cost: 100, number }));
  const queue = filled(many);
  queue.shift();
  queue.push({ key: "modest", cost: 100, number: 99 });
  expect([queue.shift()?.key, queue.shift()?.key, queue.shift()?.key].filter((key) => key === "modest")).toEqual([
    "modest",
  ]);
  expect(queue.newestOfLongest()?.number).toBe(49);
});

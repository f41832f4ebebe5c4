import { expect, test } from "vitest";
import { FakeStore } from "../../../test/fake-store.ts";
import { Ledger } from "./ledger.ts";

const key = "hearth/gateway/spent/k";

function bench() {
  const store = new FakeStore();
  const sleeps: number[] = [];
  const sleep = (durationMs: number): Promise<void> => {
    sleeps.push(durationMs);
    return Promise.resolve();
  };
  return { store, sleeps, ledger: new Ledger({ store, sleep, random: () => 0.5 }) };
}

test("a change is repeated on the page that another gateway wrote meanwhile", async () => {
  const { store, ledger, sleeps } = bench();
  const seen: number[] = [];
  const taken = await ledger.change("k", (page) => {
    const before = page["tokens/day"]?.taken ?? 0;
    seen.push(before);
    if (seen.length === 1) store.kv.put(key, '{"tokens/day":{"at":1,"taken":40}}');
    return { page: { "tokens/day": { at: 1, taken: before + 5 } }, result: before + 5 };
  });
  expect([seen, taken, store.kv.get(key)?.value, sleeps]).toEqual([
    [0, 40],
    45,
    '{"tokens/day":{"at":1,"taken":45}}',
    [4],
  ]);
});

test("an unchanged page is not written", async () => {
  const { store, ledger } = bench();
  expect(await ledger.change("k", () => ({ page: undefined, result: 7 }))).toBe(7);
  expect(store.calls).toBe(1);
});

test("a writer that always loses the race backs off and gives up", async () => {
  const { store, ledger, sleeps } = bench();
  const change = ledger.change("k", () => {
    store.kv.put(key, "{}");
    return { page: {}, result: undefined };
  });
  await expect(change).rejects.toThrow("the limits of k were written by others 12 times in a row");
  expect(sleeps).toEqual([4, 8, 16, 32, 64, 100, 100, 100, 100, 100, 100, 100]);
});

test("a damaged page is not treated as empty", async () => {
  const { store, ledger } = bench();
  store.kv.put(key, '{"tokens/day":{"taken":"none"}}');
  await expect(ledger.change("k", () => ({ page: {}, result: undefined }))).rejects.toThrow("taken");
});

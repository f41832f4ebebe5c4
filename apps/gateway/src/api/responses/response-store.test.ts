import fc from "fast-check";
import { expect, test } from "vitest";
import type { KeptResponse } from "../../domain/kept-responses.ts";
import { ResponseStore } from "./response-store.ts";

const limits = { maxAgeMs: 1_000, maxEntriesPerCaller: 3, maxBytesPerCaller: 10_000, maxBytes: 15_000 };
const response = (id: string, bytes = 10): KeptResponse => ({
  id,
  asked: Buffer.alloc(bytes),
  response: Buffer.from("{}"),
  itemIds: [`msg_${id}`],
});

function started() {
  const clock = { nowMs: 0 };
  const store = new ResponseStore(limits, () => clock.nowMs);
  const found = (caller: string, ids: readonly string[]) =>
    ids.filter((id) => store.of(caller).find(id) !== undefined).join("");
  return { store, clock, found, [Symbol.dispose]: () => store.close() };
}

test("each caller finds its own answers, by their id and their items'", () => {
  using running = started();
  const { store } = running;
  store.of("a").keep(response("1"));
  expect([store.of("a").find("1")?.id, store.of("a").findByItem("msg_1")?.id]).toEqual(["1", "1"]);
  expect([store.of("b").find("1"), store.of("b").findByItem("msg_1"), store.of("b").delete("1")]).toEqual([
    undefined,
    undefined,
    false,
  ]);
  expect([store.of("a").delete("1"), store.of("a").findByItem("msg_1"), store.of("a").delete("1")]).toEqual([
    true,
    undefined,
    false,
  ]);
  expect(store.bytes).toBe(0);
});

test("an answer is gone when it was not used for long enough", () => {
  using running = started();
  const { store, clock, found } = running;
  store.of("a").keep(response("1"));
  store.of("a").keep(response("2"));
  clock.nowMs = 900;
  expect(found("a", ["1"])).toBe("1");
  clock.nowMs = 1_100;
  expect(found("a", ["1", "2"])).toBe("1");
  clock.nowMs = 2_100;
  expect([found("a", ["1"]), store.bytes]).toEqual(["", 0]);
});

test("a caller with too many or too large answers loses its own oldest", () => {
  using running = started();
  const { store, found } = running;
  store.of("b").keep(response("b"));
  for (const id of ["1", "2", "3", "4"]) store.of("a").keep(response(id));
  expect(found("a", ["1", "2", "3", "4"])).toBe("234");
  store.of("a").keep(response("5", 8_000));
  expect(found("a", ["2", "3", "4", "5"])).toBe("345");
  store.of("a").keep(response("6", 8_000));
  expect([found("a", ["3", "4", "5", "6"]), found("b", ["b"])]).toEqual(["6", "b"]);
  store.of("a").keep(response("7", 80_000));
  expect(found("a", ["6", "7"])).toBe("");
});

test("when all keep too much together, the caller that keeps most loses its oldest", () => {
  using running = started();
  const { store, found } = running;
  store.of("small").keep(response("s"));
  store.of("a").keep(response("1", 4_000));
  store.of("a").keep(response("2", 4_000));
  store.of("b").keep(response("3", 7_000));
  expect([found("small", ["s"]), found("a", ["1", "2"]), found("b", ["3"])]).toEqual(["s", "2", "3"]);
});

test("whatever is kept and deleted, the limits hold", () => {
  const step = fc.record({
    caller: fc.constantFrom("a", "b", "c"),
    id: fc.nat(9).map(String),
    bytes: fc.nat(12_000),
    deletes: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      using running = started();
      const { store } = running;
      for (const [number, { caller, id, bytes, deletes }] of steps.entries()) {
        if (deletes) store.of(caller).delete(id);
        else store.of(caller).keep(response(`${id}-${number}`, bytes));
        expect(store.bytes).toBeLessThanOrEqual(limits.maxBytes);
      }
    }),
  );
});

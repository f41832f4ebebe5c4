import { EventEmitter } from "node:events";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { ApiError } from "../../domain/api-error.ts";
import type { SlotRequest, Slot } from "../../domain/admission.ts";
import { createAdmission, type AdmissionRules } from "./create-admission.ts";
import type { Priority } from "../../domain/priority.ts";

const rules: AdmissionRules = { perInstance: 1, experts: {}, maxQueued: 3, maxWaitMs: 1_000 };
const chat = (instances = 1) => ({
  name: "chat",
  kind: "chat" as const,
  model: "smollm2",
  instances: Array.from({ length: instances }, (_, number) => ({ origin: `http://${number}` })),
});

class FakeResponse extends EventEmitter {
  closed = false;
}

const request = (caller: string, more: Partial<SlotRequest> = {}): SlotRequest => ({
  expert: chat(),
  caller,
  priority: "normal",
  cost: 100,
  deadlineMs: Infinity,
  response: new FakeResponse() as unknown as SlotRequest["response"],
  ...more,
});

const present = (slot: Slot | Promise<Slot>): Slot => {
  if (slot instanceof Promise) throw new Error("had to wait");
  return slot;
};

/** The admitted requests in order; each leaves before the next is admitted. */
function recorder() {
  const order: string[] = [];
  const refused: ApiError[] = [];
  const note = async (name: string, entering: Slot | Promise<Slot>): Promise<void> => {
    try {
      const slot = await entering;
      order.push(name);
      slot.leave();
    } catch (error) {
      refused.push(error as ApiError);
    }
  };
  return { order, refused, note };
}

test("free slots are taken at once; the next request waits for the first to leave", async () => {
  const admission = createAdmission(rules, () => 0);
  const first = present(admission.enter(request("a")));
  const second = admission.enter(request("a"));
  expect(second).toBeInstanceOf(Promise);
  first.leave();
  first.leave();
  const third = admission.enter(request("a"));
  (await second).leave();
  (await third).leave();
  expect(present(admission.enter(request("a"))).waitedMs).toBe(0);
});

test("callers take turns", async () => {
  const admission = createAdmission({ ...rules, maxQueued: 10 }, () => 0);
  const { order, note } = recorder();
  const first = present(admission.enter(request("a")));
  const all = ["a", "a", "a", "b"].map((caller) => note(caller, admission.enter(request(caller, { cost: 512 }))));
  first.leave();
  await Promise.all(all);
  expect(order).toEqual(["a", "b", "a", "a"]);
});

test("no key holds the last slot, so another's request starts at once, even beside one that waits", async () => {
  const admission = createAdmission({ ...rules, perInstance: 3 }, () => 0);
  const first = present(admission.enter(request("greedy")));
  present(admission.enter(request("greedy")));
  const third = admission.enter(request("greedy"));
  expect(third).toBeInstanceOf(Promise);
  const modest = await admission.enter(request("modest"));
  modest.leave();
  expect(await Promise.race([third, Promise.resolve("still waiting")])).toBe("still waiting");
  first.leave();
  (await third).leave();
});

test("urgent requests go first, but after eight of them one other is let through", async () => {
  const admission = createAdmission({ ...rules, maxQueued: 30 }, () => 0);
  const { order, note } = recorder();
  const first = present(admission.enter(request("a")));
  const enter = (priority: Priority) => note(priority, admission.enter(request("a", { priority })));
  const all = [enter("low"), enter("normal"), ...Array.from({ length: 10 }, () => enter("high"))];
  first.leave();
  await Promise.all(all);
  expect(order).toEqual([...Array<string>(8).fill("high"), "low", "high", "high", "normal"]);
});

test("a full queue refuses with Retry-After, except for urgent requests, and makes room at the cost of the key with the most waiting", async () => {
  const admission = createAdmission(rules, () => 0);
  const { order, refused, note } = recorder();
  const first = present(admission.enter(request("greedy")));
  const greedy = [1, 2, 3].map((number) => note(`greedy ${number}`, admission.enter(request("greedy"))));
  expect(() => admission.enter(request("greedy"))).toThrow("has too many requests waiting");
  const modest = note("modest", admission.enter(request("modest")));
  const urgent = note("urgent", admission.enter(request("greedy", { priority: "high" })));
  first.leave();
  await Promise.all([...greedy, modest, urgent]);
  expect(order).toEqual(["urgent", "greedy 1", "modest"]);
  expect(refused.map(({ code, retryAfterSeconds }) => [code, retryAfterSeconds])).toEqual([
    ["overloaded", 1],
    ["overloaded", 1],
  ]);
});

test("a request that leaves or waits too long is removed from the queue", async () => {
  vi.useFakeTimers();
  try {
    const admission = createAdmission(rules, () => performance.now());
    const first = present(admission.enter(request("a")));
    const response = new FakeResponse();
    const gone = admission.enter(request("a", { response: response as unknown as SlotRequest["response"] }));
    const late = admission.enter(request("a"));
    response.emit("close");
    await expect(gone).rejects.toMatchObject({ code: "bad_request" });
    const failed = expect(late).rejects.toMatchObject({ code: "overloaded" });
    await vi.advanceTimersByTimeAsync(1_000);
    await failed;
    first.leave();
    expect(present(admission.enter(request("a"))).waitedMs).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("a caller that has already left is not queued", () => {
  const admission = createAdmission(rules, () => 0);
  present(admission.enter(request("a")));
  const response = Object.assign(new FakeResponse(), { closed: true }) as unknown as SlotRequest["response"];
  expect(() => admission.enter(request("a", { response }))).toThrow("was closed while waiting");
});

test("a request that cannot start before its deadline is refused at once", async () => {
  let ms = 0;
  const admission = createAdmission(rules, () => ms);
  const first = present(admission.enter(request("a")));
  ms = 60_000;
  first.leave();
  const second = present(admission.enter(request("a")));
  // The mean of one request of 60 s is 6 s so far.
  expect(() => admission.enter(request("a", { deadlineMs: ms + 5_000 }))).toThrow(
    "could not start before your deadline",
  );
  const waiting = admission.enter(request("a", { deadlineMs: ms + 7_000 }));
  expect(waiting).toBeInstanceOf(Promise);
  second.leave();
  (await waiting).leave();
});

test("a new instance admits the next request", async () => {
  const admission = createAdmission({ ...rules, experts: { chat: 2 } }, () => 0);
  present(admission.enter(request("a")));
  present(admission.enter(request("b")));
  const waiting = admission.enter(request("a"));
  present(await Promise.race([waiting, admission.enter(request("a", { expert: chat(2) }))]));
  await waiting;
});

test("never more requests admitted than slots nor more waiting than allowed, and each is answered", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          caller: fc.constantFrom("a", "b", "c"),
          priority: fc.constantFrom<Priority>("high", "normal", "low"),
          leaves: fc.boolean(),
        }),
        { maxLength: 40 },
      ),
      fc.integer({ min: 1, max: 3 }),
      async (arrivals, perInstance) => {
        const admission = createAdmission({ ...rules, perInstance, maxQueued: 4 }, () => 0);
        let inside = 0;
        let most = 0;
        const outcomes = arrivals.map(async ({ caller, priority, leaves }) => {
          const response = new FakeResponse();
          try {
            const entering = admission.enter(
              request(caller, { priority, response: response as unknown as SlotRequest["response"] }),
            );
            if (leaves) queueMicrotask(() => response.emit("close"));
            const slot = await entering;
            inside += 1;
            most = Math.max(most, inside);
            await new Promise(setImmediate);
            inside -= 1;
            slot.leave();
            return "served";
          } catch {
            return "refused";
          }
        });
        expect((await Promise.all(outcomes)).length).toBe(arrivals.length);
        expect(inside).toBe(0);
        expect(most).toBeLessThanOrEqual(perInstance);
      },
    ),
    { numRuns: 50 },
  );
});

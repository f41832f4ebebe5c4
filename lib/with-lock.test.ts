import { mkdirSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "./with-lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = (): string => join(folder, "locks", "thing");

test("one run after the other is inside, and the one that waits says so once", async () => {
  const seen: string[] = [];
  const { promise: inside, resolve: enter } = Promise.withResolvers<undefined>();
  const { promise: end, resolve: leave } = Promise.withResolvers<undefined>();
  const first = withLock(lock(), { what: "thing" }, async () => {
    enter(undefined);
    await end;
    seen.push("first");
    return 1;
  });
  await inside;
  const onWait = (): void => {
    seen.push("waits");
    setTimeout(() => leave(undefined), 400);
  };
  const second = withLock(lock(), { what: "thing", onWait }, () => Promise.resolve(seen.push("second")));
  expect([await first, await second]).toEqual([1, 3]);
  expect(seen).toEqual(["waits", "first", "second"]);
});

test("a lock is released by work that fails", async () => {
  const failing = withLock(lock(), { what: "thing" }, () => Promise.reject(new Error("broken")));
  await expect(failing).rejects.toThrow("broken");
  expect(await withLock(lock(), { what: "thing", limitMs: 0 }, () => Promise.resolve("next"))).toBe("next");
});

test("the wait ends after its limit, and by the signal", async () => {
  await withLock(lock(), { what: "thing" }, async () => {
    const work = (): Promise<never> => Promise.reject(new Error("not reached"));
    await expect(withLock(lock(), { what: "thing", limitMs: 0 }, work)).rejects.toMatchObject({
      code: "WAIT_TIMEOUT",
      hint: "Stop the other run or wait for it, then run the command again.",
    });
    const signal = AbortSignal.abort(new Error("ended by hand"));
    await expect(withLock(lock(), { what: "thing", signal }, work)).rejects.toThrow("ended by hand");
  });
});

test("the lock of a run that was killed is taken over", async () => {
  mkdirSync(`${lock()}.lock`, { recursive: true });
  const before = new Date(Date.now() - 11_000);
  utimesSync(`${lock()}.lock`, before, before);
  expect(await withLock(lock(), { what: "thing", limitMs: 0 }, () => Promise.resolve("mine"))).toBe("mine");
});

test("whoever lost the lock is warned, and keeps what it made", async () => {
  const { promise: lost, resolve: onLost } = Promise.withResolvers<Error>();
  const made = await withLock(lock(), { what: "thing", onLost }, async () => {
    rmSync(`${lock()}.lock`, { recursive: true });
    return ["made", (await lost).message];
  });
  expect(made).toEqual(["made", expect.stringContaining("lock")]);
});

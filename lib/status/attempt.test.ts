import { expect, test } from "vitest";
import { attempt } from "./attempt.ts";

test("an answer, a failure and a silence are told apart, and none throws", async () => {
  const never = new Promise<number>(() => undefined);
  expect(await attempt(Promise.resolve(1), 1_000)).toEqual({ ok: true, value: 1 });
  expect(await attempt(Promise.reject(new Error("refused")), 1_000)).toEqual({ ok: false, because: "refused" });
  expect(await attempt(never, 100)).toEqual({ ok: false, because: "no answer in 0.1s" });
});

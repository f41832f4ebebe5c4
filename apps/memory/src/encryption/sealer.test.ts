import { expect, test } from "vitest";
import { Sealer } from "./sealer.ts";

const key = (id: string, fill: number) => ({ id, base64: Buffer.alloc(32, fill).toString("base64") });

test("a sealed value opens only with its key and at its place", () => {
  const sealer = new Sealer({ keys: [key("a", 1)] });
  const sealed = sealer.seal({ text: "secret" }, "home/1");
  expect(sealer.open(sealed, "home/1")).toEqual({ text: "secret" });
  expect(() => sealer.open(sealed, "home/2")).toThrow("the key 'a' is missing or does not match");
  const last = sealed.data.slice(0, -4) + (sealed.data.endsWith("AAA=") ? "BBB=" : "AAA=");
  expect(() => sealer.open({ ...sealed, data: last }, "home/1")).toThrow("the key 'a' is missing or does not match");
});

test("another key of the same name does not open it; its own key does, even beside a newer one", () => {
  const sealed = new Sealer({ keys: [key("a", 1)] }).seal({ n: 1 }, "x");
  expect(() => new Sealer({ keys: [key("a", 2)] }).open(sealed, "x")).toThrow(
    "the key 'a' is missing or does not match",
  );
  const rotated = new Sealer({ keys: [key("b", 2), key("a", 1)] });
  expect([rotated.open(sealed, "x"), rotated.seal({}, "x").key]).toEqual([{ n: 1 }, "b"]);
});

test("without keys nothing is sealed", () => {
  expect(() => new Sealer(undefined).seal({}, "x")).toThrow("no encryption key");
});

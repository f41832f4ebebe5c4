import fc from "fast-check";
import { expect, test } from "vitest";
import { freeAddress } from "./subnet.ts";

test("the first node gets the address after the gateway's", () => {
  expect(freeAddress("10.1.0.0/16", new Set(), undefined)).toBe("10.1.0.2");
});

test("an address that is taken is skipped", () => {
  expect(freeAddress("10.1.0.0/24", new Set(["10.1.0.2", "10.1.0.3"]), undefined)).toBe("10.1.0.4");
});

test("a node gets back the address it had", () => {
  expect(freeAddress("10.1.0.0/24", new Set(["10.1.0.2"]), "10.1.0.9")).toBe("10.1.0.9");
});

test.each([
  ["taken by now", "10.1.0.9"],
  ["of another network", "10.2.0.9"],
  ["the gateway's", "10.1.0.1"],
  ["the broadcast address", "10.1.0.255"],
])("a former address that is %s is not given again", (_, former) => {
  expect(freeAddress("10.1.0.0/24", new Set(["10.1.0.9"]), former)).toBe("10.1.0.2");
});

test("a full network has none", () => {
  expect(freeAddress("10.1.0.8/30", new Set(["10.1.0.10"]), undefined)).toBeUndefined();
});

test("as many nodes as there are addresses all get one, and no two the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 27, max: 30 }), fc.integer({ min: 0, max: 255 }), (length, third) => {
      const count = 2 ** (32 - length) - 3;
      const taken = new Set<string>();
      for (let node = 0; node < count; node += 1) {
        taken.add(freeAddress(`172.20.${third}.0/${length}`, taken, undefined) ?? "none");
      }
      expect(taken.size).toBe(count);
      expect(taken.has("none")).toBe(false);
      expect(freeAddress(`172.20.${third}.0/${length}`, taken, undefined)).toBeUndefined();
    }),
  );
});

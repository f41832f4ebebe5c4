import fc from "fast-check";
import { expect, test } from "vitest";
import { packLayers } from "./pack-layers.ts";

const units = (count: number, size = 10): readonly number[] => Array.from({ length: count }, () => size);

test("each device gets a share by its memory", () => {
  expect(
    packLayers(units(30), [
      { capacityBytes: 400, speed: 1 },
      { capacityBytes: 200, speed: 1 },
    ]),
  ).toEqual([20, 10]);
});

test("a device half as fast gets half as much of its memory", () => {
  expect(
    packLayers(units(30), [
      { capacityBytes: 400, speed: 2 },
      { capacityBytes: 400, speed: 1 },
    ]),
  ).toEqual([20, 10]);
});

test("what a full device cannot take goes to the others", () => {
  expect(
    packLayers(units(10), [
      { capacityBytes: 25, speed: 100 },
      { capacityBytes: 90, speed: 1 },
    ]),
  ).toEqual([2, 8]);
});

test("a large last layer has to fit as well", () => {
  const bins = [
    { capacityBytes: 40, speed: 1 },
    { capacityBytes: 40, speed: 1 },
  ];
  expect(packLayers([...units(4), 40], bins)).toEqual([4, 1]);
  expect(packLayers([...units(4), 41], bins)).toBeUndefined();
});

test("all units are held, in order, and nothing beyond its capacity", () => {
  const bins = fc.array(fc.record({ capacityBytes: fc.nat(200), speed: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), bins, (sizes, given) => {
      const counts = packLayers(sizes, given);
      if (counts === undefined) return;
      expect(counts).toHaveLength(given.length);
      let next = 0;
      for (const [index, count] of counts.entries()) {
        const held = sizes.slice(next, (next += count)).reduce((sum, size) => sum + size, 0);
        expect(held).toBeLessThanOrEqual(given[index]!.capacityBytes);
      }
      expect(next).toBe(sizes.length);
    }),
    { numRuns: 200 },
  );
});

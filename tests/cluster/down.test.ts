import { expect, test } from "vitest";
import { hearth, testStack } from "../support/hearth.ts";
import { leftBehind } from "../support/left-behind.ts";

/* The last scenario: vitest.config.ts says so. */
test("`hearth down` leaves no container, network, volume, process, daemon or key of ours behind", async () => {
  // The search works: it finds what a cluster that is up consists of.
  expect((await leftBehind(testStack)).length).toBeGreaterThan(3);
  expect((await hearth(["down", "--yes"])).status).toBe(0);
  expect(await leftBehind(testStack)).toEqual([]);
});

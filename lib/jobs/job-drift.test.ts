import { expect, test } from "vitest";
import { acceptingNomad, fakeNomad, memoryDiff, plan, webSpec } from "../../tests/fixtures/fake-nomad.ts";
import type { JobPlan } from "../nomad/nomad-types.ts";
import { jobDrift } from "./job-drift.ts";

const driftOf = (seen: JobPlan) =>
  jobDrift(fakeNomad({ ...acceptingNomad, plan: () => Promise.resolve(seen) }), webSpec);

test("drift is what a plan would change", async () => {
  expect(await driftOf(plan())).toEqual([]);
  expect(await driftOf(plan({ Diff: memoryDiff }))).toEqual(["MemoryMB: 1 → 2"]);
  expect(await driftOf(plan({ JobModifyIndex: 0, Diff: memoryDiff }))).toEqual(["not registered"]);
});

import { expect, test } from "vitest";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { RegisteredJob } from "../nomad/nomad-types.ts";
import { findLost, together } from "./lost-jobs.ts";

const nomadWith = (...known: readonly string[]): Pick<NomadApi, "job"> => ({
  job: (id) => Promise.resolve(known.includes(id) ? ({} as RegisteredJob) : undefined),
});

test("a job that Nomad does not know is lost", async () => {
  expect(await findLost(["memory", "gateway", "prometheus"], nomadWith("gateway"))).toEqual(["memory", "prometheus"]);
  expect(await findLost(["gateway"], nomadWith("gateway"))).toEqual([]);
});

test("what two updates did is counted once", () => {
  const first = { changes: { same: 70, update: 3 }, parts: { same: 65, update: 3 }, planned: [] };
  const second = { changes: { same: 71, update: 2 }, parts: { same: 66, update: 2 }, planned: [] };
  expect(together(first, second)).toEqual({
    changes: { same: 68, update: 5 },
    parts: { same: 63, update: 5 },
    planned: [],
  });
});

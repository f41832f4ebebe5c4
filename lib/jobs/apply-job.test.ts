import { expect, test } from "vitest";
import {
  acceptingNomad,
  allocation,
  deployment,
  fakeNomad,
  memoryDiff,
  plan,
  webSpec,
} from "../../tests/fixtures/fake-nomad.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import { applyJob } from "./apply-job.ts";

/** A Nomad that takes registrations; `calls` is what was done to it. */
function nomadWith(known: Partial<NomadApi>) {
  const calls: string[] = [];
  const nomad = fakeNomad({
    ...acceptingNomad,
    register: (job, { enforceIndex }) => {
      calls.push(`register ${job.ID} over ${enforceIndex}`);
      return Promise.resolve({ EvalID: "e", JobModifyIndex: 11, Warnings: "" });
    },
    purge: (id) => {
      calls.push(`purge ${id}`);
      return Promise.resolve();
    },
    ...known,
  });
  return { calls, nomad };
}

test("a job that is new is registered where there is none", async () => {
  const { calls, nomad } = nomadWith({ plan: () => Promise.resolve(plan({ JobModifyIndex: 0, Diff: memoryDiff })) });
  expect(await applyJob(nomad, webSpec)).toEqual({ outcome: "created", differences: [] });
  expect(calls).toEqual(["register web over 0"]);
});

test("a job that differs is registered over the one that was planned against", async () => {
  const { calls, nomad } = nomadWith({ plan: () => Promise.resolve(plan({ Diff: memoryDiff })) });
  expect(await applyJob(nomad, webSpec)).toEqual({ outcome: "updated", differences: ["MemoryMB: 1 → 2"] });
  expect(calls).toEqual(["register web over 10"]);
});

test("a job that is what it should be is left alone", async () => {
  const { calls, nomad } = nomadWith({
    plan: () => Promise.resolve(plan()),
    latestDeployment: () => Promise.resolve(deployment({ Status: "successful" })),
  });
  expect(await applyJob(nomad, webSpec)).toEqual({ outcome: "unchanged", differences: [] });
  expect(calls).toEqual([]);
});

test("a version that failed with none before it is put in again, unless it has come to run", async () => {
  const failed = {
    plan: () => Promise.resolve(plan()),
    latestDeployment: () => Promise.resolve(deployment({ Status: "failed" })),
  };
  const dead = nomadWith({ ...failed, allocations: () => Promise.resolve([allocation({ ClientStatus: "failed" })]) });
  expect((await applyJob(dead.nomad, webSpec)).outcome).toBe("retried");
  expect(dead.calls).toEqual(["purge web", "register web over 0"]);
  const alive = nomadWith({ ...failed, allocations: () => Promise.resolve([allocation()]) });
  expect((await applyJob(alive.nomad, webSpec)).outcome).toBe("unchanged");
  expect(alive.calls).toEqual([]);
});

test("a job without a place is refused before it is registered", async () => {
  const failure = {
    NodesEvaluated: 1,
    NodesExhausted: 1,
    ConstraintFiltered: {},
    DimensionExhausted: { memory: 1 },
    NodesAvailable: {},
  };
  const { calls, nomad } = nomadWith({
    plan: () => Promise.resolve(plan({ Diff: memoryDiff, FailedTGAllocs: { head: failure } })),
  });
  await expect(applyJob(nomad, webSpec)).rejects.toMatchObject({
    code: "JOB_INVALID",
    at: "job web",
    message: "Nomad cannot place this job\n  group head: no room: memory on 1 node",
  });
  expect(calls).toEqual([]);
});

test("findings of the validation, and a template that names another job", async () => {
  const invalid = nomadWith({ validate: () => Promise.resolve(["no driver", "no image"]) });
  await expect(applyJob(invalid.nomad, webSpec)).rejects.toThrow("Nomad finds it invalid\n  no driver\n  no image");
  const other = nomadWith({ parse: () => Promise.resolve({ ID: "blog" }) });
  await expect(applyJob(other.nomad, webSpec)).rejects.toThrow("its template names the job blog");
});

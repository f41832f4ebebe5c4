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
import { HearthError } from "@hearth/kernel/errors.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobPlan } from "../nomad/nomad-types.ts";
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

/** A Nomad whose plan answers one after the other, and which refuses every registration with the message. */
const refusing = (message: string, ...plans: readonly Partial<JobPlan>[]) => {
  const rest = plans.map((given) => plan(given));
  return nomadWith({
    plan: () => Promise.resolve(rest.length > 1 ? rest.shift()! : rest[0]!),
    register: () => Promise.reject(new HearthError({ code: "API_REFUSED", message, hint: "" })),
  }).nomad;
};
const conflict = "Enforcing job modify index 10: job exists with conflicting job modify index: 12";

test("a registration that an election committed although it said no counts, unless the job is another one", async () => {
  const committed = refusing(conflict, { Diff: memoryDiff }, { JobModifyIndex: 12 });
  expect((await applyJob(committed, webSpec)).outcome).toBe("updated");
  const another = refusing(conflict, { Diff: memoryDiff }, { JobModifyIndex: 12, Diff: memoryDiff });
  await expect(applyJob(another, webSpec)).rejects.toThrow(conflict);
  const refused = refusing("Permission denied", { Diff: memoryDiff }, { JobModifyIndex: 12 });
  await expect(applyJob(refused, webSpec)).rejects.toThrow("Permission denied");
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

test("a volume that its node has not reported yet is waited for", async () => {
  const missing = {
    NodesEvaluated: 1,
    NodesExhausted: 0,
    ConstraintFiltered: { "missing compatible host volumes": 1 },
    DimensionExhausted: {},
    NodesAvailable: {},
  };
  let asked = 0;
  const { calls, nomad } = nomadWith({
    plan: () => {
      asked += 1;
      return Promise.resolve(plan({ Diff: memoryDiff, ...(asked < 3 && { FailedTGAllocs: { web: missing } }) }));
    },
  });
  expect((await applyJob(nomad, webSpec, { limitMs: 5_000, intervalMs: 1 })).outcome).toBe("updated");
  expect([asked, calls.length]).toEqual([3, 1]);
  asked = -1_000_000;
  await expect(applyJob(nomad, webSpec, { limitMs: 20, intervalMs: 1 })).rejects.toThrow(
    "missing compatible host volumes",
  );
});

test("findings of the validation, and a template that names another job", async () => {
  const invalid = nomadWith({ validate: () => Promise.resolve(["no driver", "no image"]) });
  await expect(applyJob(invalid.nomad, webSpec)).rejects.toThrow("Nomad finds it invalid\n  no driver\n  no image");
  const other = nomadWith({ parse: () => Promise.resolve({ ID: "blog" }) });
  await expect(applyJob(other.nomad, webSpec)).rejects.toThrow("its template names the job blog");
});

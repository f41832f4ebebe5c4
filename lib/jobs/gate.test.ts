import { expect, test } from "vitest";
import {
  acceptingNomad,
  allocation,
  deployment,
  fakeNomad,
  memoryDiff,
  plan,
  registeredJob,
  webSpec,
} from "../../tests/fixtures/fake-nomad.ts";
import { fakeClock } from "@hearth/kernel/test/fake-clock.ts";
import type { ServiceInstance } from "@hearth/contracts/consul/consul-types.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { Allocation, Deployment } from "../nomad/nomad-types.ts";
import { waitForGate } from "./gate.ts";

const service = (status: string): ServiceInstance => ({
  id: "i",
  node: "n1",
  address: "192.0.2.1",
  port: 80,
  tags: [],
  meta: {},
  checks: [{ name: "ready", status, output: "" }],
});

const failed = allocation({
  ClientStatus: "failed",
  TaskStates: { web: { State: "dead", Failed: true, Restarts: 0, Events: [] } },
});

interface World {
  /** What Nomad says of the deployment, one answer after the other; the last one stays. */
  readonly deployments: readonly (Deployment | undefined)[];
  readonly services?: readonly ServiceInstance[];
  readonly nomad?: Partial<NomadApi>;
}

/** A gate's end: what it reported on the way, and its error's message. */
async function gate({ deployments, services = [service("passing")], nomad = {} }: World) {
  const notes: string[] = [];
  const rest = [...deployments];
  const world = fakeNomad({
    ...acceptingNomad,
    plan: () => Promise.resolve(plan()),
    job: () => Promise.resolve(registeredJob()),
    latestDeployment: () => Promise.resolve(rest.length > 1 ? rest.shift() : rest[0]),
    allocations: () => Promise.resolve([failed]),
    logs: () => Promise.resolve("no such file\n"),
    ...nomad,
  });
  const options = {
    nomad: world,
    consul: { health: () => Promise.resolve(services), takesLogins: () => Promise.resolve(true) },
    clock: fakeClock(),
    progress: (note: string) => void notes.push(note),
  };
  const error: unknown = await waitForGate(webSpec, options).catch((thrown: unknown) => thrown);
  return { notes, error };
}

test("a deployment that becomes successful, and a service that passes", async () => {
  const starting = allocation({
    TaskStates: {
      web: {
        State: "pending",
        Failed: false,
        Restarts: 0,
        Events: [{ Type: "Setup", DisplayMessage: "Downloading", Time: 0 }],
      },
    },
  });
  const { notes, error } = await gate({
    deployments: [deployment(), deployment({ Status: "successful" })],
    nomad: { allocations: () => Promise.resolve([starting]) },
  });
  expect(error).toBeUndefined();
  expect(notes).toEqual(["n1: Downloading"]);
});

test("a running deployment is never enough, and the wait's end brings evidence", async () => {
  const { error } = await gate({ deployments: [deployment()] });
  expect(error).toMatchObject({
    code: "JOB_FAILED",
    at: "job web",
    message:
      "waited 1m 00s for job web: it has not started\n" +
      "task web of version 3 on n1 (allocation a1b2c3d4):\nits last lines:\n  no such file",
    hint: "See more with `hearth logs web`; when the cause is gone, run `hearth up` again.",
  });
});

test("a deployment without a place says so", async () => {
  const memory = {
    NodesEvaluated: 1,
    NodesExhausted: 1,
    ConstraintFiltered: {},
    DimensionExhausted: { memory: 1 },
    NodesAvailable: {},
  };
  const { error } = await gate({
    deployments: [deployment()],
    nomad: {
      plan: () => Promise.resolve(plan({ FailedTGAllocs: { g: memory } })),
      allocations: () => Promise.resolve([]),
    },
  });
  expect(error).toMatchObject({
    message: "waited 1m 00s for job web: Nomad cannot place this job: group g: no room: memory on 1 node",
  });
});

test("a failed deployment ends the wait at once", async () => {
  const { notes, error } = await gate({
    deployments: [deployment({ Status: "failed", StatusDescription: "Failed due to unhealthy allocations" })],
  });
  expect(notes).toEqual([]);
  expect((error as Error).message).toMatch(/^Failed due to unhealthy allocations\ntask web/);
});

test("a failed deployment whose job has come to run after all is open", async () => {
  const { error } = await gate({
    deployments: [deployment({ Status: "failed" })],
    nomad: { allocations: () => Promise.resolve([allocation()]) },
  });
  expect(error).toBeUndefined();
});

test("a version that Nomad has gone back from is a failure, before the wait and during it", async () => {
  const before = await gate({
    deployments: [deployment({ Status: "successful" })],
    nomad: { plan: () => Promise.resolve(plan({ Diff: memoryDiff })) },
  });
  expect((before.error as Error).message).toMatch(/^Nomad runs another version of it \(MemoryMB: 1 → 2\)\n/);
  const jobs = [registeredJob(), registeredJob({ JobModifyIndex: 12, Version: 4 })];
  const during = await gate({ deployments: [deployment()], nomad: { job: () => Promise.resolve(jobs.shift()) } });
  expect((during.error as Error).message).toMatch(/^the new version failed and Nomad reverted to the one before\n/);
});

test("a job that is not registered, or no longer", async () => {
  const never = await gate({ deployments: [], nomad: { plan: () => Promise.resolve(plan({ JobModifyIndex: 0 })) } });
  expect((never.error as Error).message).toMatch(/^is not registered\n/);
  const gone = await gate({ deployments: [], nomad: { job: () => Promise.resolve(undefined) } });
  expect((gone.error as Error).message).toMatch(/^is no longer registered\n/);
});

test("a registration that changed nothing has no deployment: its allocations are looked at", async () => {
  const older = deployment({ JobSpecModifyIndex: 4, Status: "successful" });
  const runs = { allocations: () => Promise.resolve([allocation()]) };
  expect((await gate({ deployments: [older], nomad: runs })).error).toBeUndefined();
  expect((await gate({ deployments: [undefined], nomad: runs })).error).toBeUndefined();
  const { error } = await gate({ deployments: [older] });
  expect((error as Error).message).toMatch(/^waited 1m 00s for job web: no allocation of this version runs\n/);
});

test("a service that does not pass in Consul keeps the gate shut", async () => {
  const { notes, error } = await gate({
    deployments: [deployment({ Status: "successful" })],
    services: [service("critical")],
  });
  expect(notes[0]).toBe("check ready of service web is critical");
  expect(error).toMatchObject({ code: "JOB_FAILED" });
});

test("an error that is not about the job stays what it is", async () => {
  const { error } = await gate({ deployments: [], nomad: { job: () => Promise.reject(new Error("socket hang up")) } });
  expect(error).toEqual(new Error("socket hang up"));
});

const turnedAway = (CreateIndex: number) =>
  allocation({
    ClientStatus: "failed",
    CreateIndex,
    TaskStates: {
      web: {
        State: "dead",
        Failed: true,
        Restarts: 0,
        Events: [
          {
            Type: "Setup Failure",
            DisplayMessage: 'failed to setup alloc: pre-run hook "consul" failed: Unexpected response code: 500 ()',
            Time: 0,
          },
        ],
      },
    },
  });

/** A Nomad that has given up on the job, and counts what is done about it. */
function givenUp(failure: Allocation) {
  const done: string[] = [];
  let index = 10;
  return {
    done,
    nomad: {
      plan: () => Promise.resolve(plan({ JobModifyIndex: index })),
      job: () => Promise.resolve(registeredJob({ JobModifyIndex: index })),
      allocations: () => Promise.resolve([failure]),
      purge: () => Promise.resolve(void done.push("purge")),
      register: (_job: unknown, { enforceIndex }: { enforceIndex: number }) => {
        done.push(`register ${enforceIndex}`);
        index = 20;
        return Promise.resolve({ EvalID: "", JobModifyIndex: index, Warnings: "" });
      },
    } satisfies Partial<NomadApi>,
  };
}

test("a first version that Consul turned away is started again, and the gate opens", async () => {
  const { done, nomad } = givenUp(turnedAway(11));
  const { notes, error } = await gate({
    deployments: [deployment({ Status: "failed" }), deployment({ Status: "successful", JobSpecModifyIndex: 20 })],
    nomad,
  });
  expect(error).toBeUndefined();
  expect(done).toEqual(["purge", "register 0"]);
  expect(notes).toEqual(["Consul refused its tasks, so it is started again"]);
});

test("one that Consul turns away each time fails with what Nomad says", async () => {
  const { done, nomad } = givenUp(turnedAway(21));
  const { error } = await gate({
    deployments: [
      deployment({ Status: "failed" }),
      deployment({
        Status: "failed",
        StatusDescription: "Failed due to unhealthy allocations",
        JobSpecModifyIndex: 20,
      }),
    ],
    nomad,
  });
  expect(done).toEqual(["purge", "register 0", "purge", "register 0"]);
  expect((error as Error).message).toContain("Failed due to unhealthy allocations\ntask web");
  expect((error as Error).message).toContain("Unexpected response code: 500");
});

test("a program that fails by itself is not started again", async () => {
  const { done, nomad } = givenUp(failed);
  const { error } = await gate({ deployments: [deployment({ Status: "failed" })], nomad });
  expect([done, (error as { code?: string }).code]).toEqual([[], "JOB_FAILED"]);
});

test("a version that Nomad went back from, for Consul turned it away, is registered over the one before", async () => {
  const { done, nomad } = givenUp(turnedAway(11));
  const diffs = [memoryDiff, memoryDiff, null];
  const { error } = await gate({
    deployments: [deployment({ Status: "successful", JobSpecModifyIndex: 20 })],
    nomad: {
      ...nomad,
      plan: () => Promise.resolve(plan({ JobModifyIndex: diffs.length > 1 ? 15 : 20, Diff: diffs.shift() ?? null })),
    },
  });
  expect(error).toBeUndefined();
  expect(done).toEqual(["register 15"]);
});

import { expect, test } from "vitest";
import { fakeClock } from "@hearth/kernel/test/fake-clock.ts";
import { deployment, fakeNomad, registeredJob } from "../../tests/fixtures/fake-nomad.ts";
import type { Deployment, JobDocument } from "../nomad/nomad-types.ts";
import { moveJob, movedKey, movesWithoutGap } from "./move-job.ts";

const document: JobDocument = { ID: "web", Meta: { own: "1" }, TaskGroups: [{ Update: { Canary: 1 } }] };

/** Nomad with these deployments, one at each look. */
function nomadWith(...deployments: readonly Deployment[]) {
  const left = [...deployments];
  const registered: JobDocument[] = [];
  const nomad = fakeNomad({
    document: () => Promise.resolve(document),
    job: () => Promise.resolve(registeredJob({ JobModifyIndex: 10 })),
    register: (job, { enforceIndex }) => {
      registered.push(job);
      expect(enforceIndex).toBe(10);
      return Promise.resolve({ EvalID: "", JobModifyIndex: 20, Warnings: "" });
    },
    latestDeployment: () => Promise.resolve(left.length > 1 ? left.shift() : left[0]),
  });
  return { nomad, registered };
}

const options = () => ({ limitMs: 5_000, clock: fakeClock(), now: () => new Date("2026-12-01T10:00:00Z") });

test("a version that differs in a note alone is waited for; the deployment of the former one does not count", async () => {
  const { nomad, registered } = nomadWith(
    deployment({ JobSpecModifyIndex: 10, Status: "successful" }),
    deployment({ JobSpecModifyIndex: 20, Status: "running" }),
    deployment({ JobSpecModifyIndex: 20, Status: "successful" }),
  );
  await moveJob(nomad, "web", options());
  expect(registered).toEqual([{ ...document, Meta: { own: "1", [movedKey]: "2026-12-01T10:00:00.000Z" } }]);
});

test("one that does not become healthy elsewhere is an error", async () => {
  const { nomad } = nomadWith(deployment({ JobSpecModifyIndex: 20, Status: "failed", StatusDescription: "no room" }));
  await expect(moveJob(nomad, "web", options())).rejects.toThrow("no room");
});

test("only a job whose groups all have canaries moves without a gap", () => {
  expect(movesWithoutGap(document)).toBe(true);
  expect(movesWithoutGap({ ID: "web", TaskGroups: [{ Update: { Canary: 0 } }] })).toBe(false);
  expect(movesWithoutGap({ ID: "web", TaskGroups: [{ Update: null }] })).toBe(false);
  expect(movesWithoutGap({ ID: "web" })).toBe(false);
});

import { expect, test } from "vitest";
import { allocation, fakeNomad } from "../../tests/fixtures/fake-nomad.ts";
import { fakeClock } from "@hearth/kernel/test/fake-clock.ts";
import type { Allocation } from "../nomad/nomad-types.ts";
import { stopJob } from "./stop-job.ts";

/** A job whose allocations are the first list when asked first, then the second, and so on. */
function stopping(...answers: readonly (readonly Allocation[])[]) {
  const calls: string[] = [];
  const done =
    (what: string) =>
    (of: string): Promise<void> => {
      calls.push(`${what} ${of}`);
      return Promise.resolve();
    };
  let asked = 0;
  const nomad = fakeNomad({
    stop: done("stop"),
    purge: done("purge"),
    deleteVariable: done("delete"),
    nodes: () => Promise.resolve([readyNode]),
    allocations: () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)] ?? []),
  });
  return { calls, stopped: stopJob(nomad, { id: "web" }, fakeClock()), asked: () => asked };
}

const readyNode = {
  ID: "id-n1",
  Name: "n1",
  Datacenter: "home",
  Status: "ready",
  StatusDescription: "",
  SchedulingEligibility: "eligible",
  Drain: false,
};
const ended = allocation({ ClientStatus: "complete" });

test("a job is forgotten once its tasks have ended", async () => {
  const { calls, stopped, asked } = stopping([allocation()], [allocation(), ended], [ended]);
  await stopped;
  expect(asked()).toBe(3);
  expect(calls).toEqual(["stop web", "purge web", "delete nomad/jobs/web"]);
});

test("what a lost node still runs is not waited for", async () => {
  const { stopped, asked } = stopping([allocation({ NodeID: "id-n3" })]);
  await stopped;
  expect(asked()).toBe(1);
});

test("a task that does not end is named, and the job stays", async () => {
  const { calls, stopped } = stopping([allocation()]);
  await expect(stopped).rejects.toThrow("waited 1m 30s for the end of job web: it still runs on n1");
  expect(calls).toEqual(["stop web"]);
});

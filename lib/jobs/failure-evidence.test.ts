import { expect, test } from "vitest";
import { allocation, fakeNomad } from "../../tests/fixtures/fake-nomad.ts";
import type { LogRequest } from "../nomad/nomad-api.ts";
import type { Allocation } from "../nomad/nomad-types.ts";
import { failureEvidence } from "./failure-evidence.ts";

const event = (Type: string, DisplayMessage: string) => ({ Type, DisplayMessage, Time: 0 });
const crashed = allocation({
  ClientStatus: "failed",
  JobVersion: 4,
  TaskStates: {
    sidecar: { State: "running", Failed: false, Restarts: 0, Events: [] },
    web: {
      State: "dead",
      Failed: true,
      Restarts: 1,
      Events: [event("Started", "Task started by client"), event("Terminated", "Exit Code: 3")],
    },
  },
});

const evidence = (allocations: readonly Allocation[], logs: Partial<Record<LogRequest["stream"], string>>) =>
  failureEvidence(
    fakeNomad({
      allocations: () => Promise.resolve(allocations),
      logs: ({ task, stream }) => Promise.resolve(task === "web" ? (logs[stream] ?? "") : "of another task"),
    }),
    "web",
  );

test("the failed task's events and the end of what it wrote", async () => {
  const stderr = Array.from({ length: 30 }, (_, index) => `line ${index + 1}\n`).join("");
  const text = await evidence([allocation({ JobVersion: 5 }), crashed], { stderr, stdout: "unused" });
  expect(text.split("\n")).toEqual([
    "task web of version 4 on n1 (allocation a1b2c3d4):",
    "  Started: Task started by client",
    "  Terminated: Exit Code: 3",
    "its last lines:",
    ...Array.from({ length: 20 }, (_, index) => `  line ${index + 11}`),
  ]);
});

test("what it wrote to stdout, where stderr is empty", async () => {
  expect(await evidence([crashed], { stdout: "said here\n" })).toContain("its last lines:\n  said here");
  expect(await evidence([crashed], {})).toContain("its last lines:\n  (it wrote nothing)");
});

test("a task that is started again and again counts, one that has ended well does not", async () => {
  const restarting = allocation({
    TaskStates: { web: { State: "pending", Failed: false, Restarts: 7, Events: [] } },
  });
  expect(await evidence([restarting], { stderr: "no route" })).toContain("  no route");
  expect(await evidence([{ ...restarting, ClientStatus: "complete" }], {})).toBe("");
  expect(await evidence([allocation()], {})).toBe("");
});

test("an allocation that never had a task", async () => {
  const lost = allocation({ ClientStatus: "failed", ClientDescription: "failed to mount" });
  expect(await evidence([lost], {})).toBe("of version 3 on n1 (allocation a1b2c3d4): failed to mount");
});

import { expect, test } from "vitest";
import type { Allocation } from "../../nomad/nomad-types.ts";
import { explainAllocation, tellingAllocation } from "./explain-allocation.ts";
import { localTime } from "@hearth/kernel/local-time.ts";

const at = Date.parse("2026-11-30T12:00:00Z");
const allocation: Allocation = {
  ID: "a",
  NodeID: "x",
  NodeName: "n2",
  JobVersion: 3,
  DesiredStatus: "run",
  ClientStatus: "running",
  ClientDescription: "",
  DeploymentStatus: { Healthy: false },
  TaskStates: {
    server: {
      State: "running",
      Failed: false,
      Restarts: 2,
      Events: [
        { Type: "Restarting", DisplayMessage: "Task restarting in 18s", Time: (at + 5_000) * 1e6 },
        { Type: "Terminated", DisplayMessage: "Exit Code: 1", Time: at * 1e6 },
      ],
    },
  },
  CreateIndex: 9,
};

test("where it runs, how often it was restarted, and its events in their order", () => {
  expect(explainAllocation(allocation)).toEqual([
    "running on n2, not healthy",
    "  server was restarted 2 times",
    `  ${localTime(new Date(at))}  server: Exit Code: 1`,
    `  ${localTime(new Date(at + 5_000))}  server: Task restarting in 18s`,
  ]);
});

test("what runs says most, then what failed", () => {
  const one = (ClientStatus: string): Allocation => ({ ...allocation, ID: ClientStatus, ClientStatus });
  const first = (...states: readonly string[]): string | undefined => tellingAllocation(states.map(one))?.ID;
  expect(first("complete", "running", "failed")).toBe("running");
  expect(first("complete", "failed")).toBe("failed");
  expect(first("complete")).toBe("complete");
  expect(first()).toBeUndefined();
});

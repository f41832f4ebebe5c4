import { expect, test } from "vitest";
import type { Allocation } from "../../nomad/nomad-types.ts";
import { hasRestarted, newestEvent } from "./has-restarted.ts";

const allocation = (
  ID: string,
  events: readonly (readonly [string, number])[],
  ClientStatus = "running",
): Allocation => ({
  ID,
  NodeID: "x",
  NodeName: "n1",
  JobVersion: 1,
  DesiredStatus: "run",
  ClientStatus,
  ClientDescription: "",
  TaskStates: {
    server: {
      State: "running",
      Failed: false,
      Restarts: 0,
      Events: events.map(([Type, Time]) => ({ Type, Time, DisplayMessage: "" })),
    },
  },
  CreateIndex: 1,
});

const before = new Map([["a", 10]]);

test.each([
  { what: "nothing has happened", now: [allocation("a", [["Started", 10]])], restarted: false },
  {
    what: "it was told to",
    now: [
      allocation("a", [
        ["Started", 10],
        ["Restart Signaled", 20],
      ]),
    ],
    restarted: false,
  },
  {
    what: "it has started",
    now: [
      allocation("a", [
        ["Started", 10],
        ["Restart Signaled", 20],
        ["Started", 25],
      ]),
    ],
    restarted: true,
  },
  { what: "it failed", now: [allocation("a", [["Started", 25]], "failed")], restarted: false },
  {
    what: "another runs in its place",
    now: [allocation("b", [["Started", 30]]), allocation("a", [], "failed")],
    restarted: true,
  },
])("$what: $restarted", ({ now, restarted }) => {
  expect(hasRestarted(now, before)).toBe(restarted);
});

test("the newest event", () => {
  expect(
    newestEvent(
      allocation("a", [
        ["Received", 3],
        ["Started", 7],
      ]),
    ),
  ).toBe(7);
  expect(newestEvent(allocation("a", []))).toBe(0);
});

import { expect, test } from "vitest";
import { readPhases } from "./read-phases.ts";

const start = Date.parse("2026-01-01T00:00:00.000Z");
const line = (second: number, entry: object): string =>
  JSON.stringify({ at: new Date(start + second * 1_000).toISOString(), ...entry });

test("every second belongs to one phase", () => {
  const log = [
    line(-50, { kind: "step-done", name: "pulumi up" }),
    line(8, { kind: "step-done", name: "wait for SSH on the lab's nodes" }),
    line(10, { kind: "step-started", name: "pulumi up" }),
    line(20, { kind: "info", text: "  created n1/base  9.0s" }),
    line(45, { kind: "info", text: "  created n1/nomad-acl  5.0s" }),
    line(50, { kind: "info", text: "  created job/gateway  2.0s" }),
    line(60, { kind: "info", text: "  created gate/gateway  9.0s" }),
    line(61, { kind: "step-done", name: "pulumi up" }),
    line(63, { kind: "step-done", name: "ask the chat expert" }),
  ];
  expect(readPhases(log.join("\n"), start, start + 64_000)).toEqual({
    lab: 8,
    preparation: 2,
    units: 35,
    jobs: 16,
    "first token": 3,
  });
});

test("a run that changed nothing has no time for units", () => {
  const log = [
    line(1, { kind: "step-done", name: "wait for SSH on the lab's nodes" }),
    line(2, { kind: "step-started", name: "pulumi up" }),
    line(5, { kind: "step-done", name: "pulumi up" }),
  ];
  expect(readPhases(log.join("\n"), start, start + 7_000)).toEqual({
    lab: 1,
    preparation: 1,
    units: 0,
    jobs: 3,
    "first token": 2,
  });
});

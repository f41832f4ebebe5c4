import { expect, test } from "vitest";
import { createLog, type LogEntry } from "@hearth/kernel/log.ts";
import { UpdateReporter } from "./update-reporter.ts";

function reported(
  events: Parameters<UpdateReporter["report"]>[0][],
  options: ConstructorParameters<typeof UpdateReporter>[1] = {},
): { reporter: UpdateReporter; texts: string[] } {
  const entries: LogEntry[] = [];
  const reporter = new UpdateReporter(
    createLog((entry) => entries.push(entry)),
    options,
  );
  for (const event of events) reporter.report(event);
  return { reporter, texts: entries.map((entry) => ("text" in entry ? entry.text.replace(/ {2}[\d.]+s$/, "") : "")) };
}

test("what changed is reported, what stayed the same is not", () => {
  const { texts, reporter } = reported([
    { kind: "done", operation: "create", resource: "n1" },
    { kind: "started", operation: "create", resource: "n1/base" },
    { kind: "done", operation: "create", resource: "n1/base" },
    { kind: "done", operation: "same", resource: "n2/base" },
    { kind: "failed", operation: "update", resource: "n3/base" },
  ]);
  expect(texts).toEqual(["  created n1", "  created n1/base", "  failed n3/base"]);
  expect(reporter.parts).toEqual({ create: 1, same: 1 });
});

test("a preview collects what would be done, with the texts before and after, and reports nothing as done", () => {
  const change = { operation: "update", resource: "n1/base", before: "old", after: "new" };
  const { texts, reporter } = reported(
    [
      { kind: "started", ...change },
      { kind: "done", ...change },
      { kind: "done", operation: "same", resource: "n2/base" },
    ],
    { planned: true },
  );
  expect(texts).toEqual([]);
  expect(reporter.planned).toEqual([change]);
});

test("errors are kept with the name of their resource, and the summary counts", () => {
  const { reporter } = reported([
    { kind: "message", severity: "error", resource: "n1/base", text: "exit status 1" },
    { kind: "message", severity: "info", resource: "n1/base", text: "note" },
    { kind: "summary", changes: { create: 1 } },
  ]);
  expect([reporter.errors, reporter.changes]).toEqual([["n1/base: exit status 1"], { create: 1 }]);
});

test("what is being worked on is shown: a machine with its unit, a job with what it waits for", () => {
  const shown: string[] = [];
  reported(
    [
      { kind: "started", operation: "create", resource: "n1/consul" },
      { kind: "started", operation: "create", resource: "gate/gateway" },
      { kind: "started", operation: "same", resource: "n2/base" },
      { kind: "message", severity: "info", resource: "n1/consul", text: "consul/service consul: changed" },
      { kind: "done", operation: "create", resource: "n1/consul" },
      {
        kind: "message",
        severity: "info",
        resource: "gate/gateway",
        text: "… job gateway: healthy  1m 02s  n1: Task started by client",
      },
    ],
    {
      progress: (note, parts = []) =>
        shown.push([note, ...parts.map((part) => `${part.name}: ${part.note}`)].join(" | ")),
    },
  );
  expect(shown).toEqual([
    "n1/consul | n1: consul",
    "n1/consul, gate/gateway | n1: consul | gateway: ",
    "n1/consul, gate/gateway | n1: consul  consul/service consul: changed | gateway: ",
    "gate/gateway | gateway: ",
    "gate/gateway | gateway: n1: Task started by client",
  ]);
});

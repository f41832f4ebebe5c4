import { expect, test } from "vitest";
import { readEvent } from "./engine-events.ts";

const urn = "urn:pulumi:lab::hearth::hearth:index:Node$command:local:Command::n1/base";
const read = (event: unknown) => readEvent(JSON.stringify(event));

test("a resource's progress is reported under its name", () => {
  const metadata = { op: "create", urn };
  expect(read({ resourcePreEvent: { metadata } })).toEqual({
    kind: "started",
    operation: "create",
    resource: "n1/base",
  });
  expect(read({ resOutputsEvent: { metadata } })).toEqual({ kind: "done", operation: "create", resource: "n1/base" });
  expect(read({ resOpFailedEvent: { metadata } })).toEqual({
    kind: "failed",
    operation: "create",
    resource: "n1/base",
  });
});

test("the stack, providers and components are Pulumi's own affair", () => {
  for (const type of ["pulumi:pulumi:Stack", "pulumi:providers:command", "hearth:index:Node"]) {
    expect(
      read({ resOutputsEvent: { metadata: { op: "create", urn: `urn:pulumi:lab::hearth::${type}::x` } } }),
    ).toBeUndefined();
  }
});

test("the script before and after comes with it, unless it is secret", () => {
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
  const state = (stdin: unknown) => ({ inputs: { create: "hearth-unit n1 apply", stdin } });
  expect(read({ resOutputsEvent: { metadata: { op: "update", urn, old: state("a"), new: state("b") } } })).toEqual({
    kind: "done",
    operation: "update",
    resource: "n1/base",
    before: "a",
    after: "b",
  });
  expect(
    read({ resOutputsEvent: { metadata: { op: "update", urn, old: state(secret), new: state(secret) } } }),
  ).toEqual({ kind: "done", operation: "update", resource: "n1/base" });
});

test("a message loses Pulumi's colour marks", () => {
  expect(
    read({ diagnosticEvent: { urn, severity: "error", message: "<{%reset%}>exit status 1<{%reset%}>\n" } }),
  ).toEqual({
    kind: "message",
    severity: "error",
    resource: "n1/base",
    text: "exit status 1",
  });
});

test("the summary counts what happened", () => {
  expect(read({ summaryEvent: { resourceChanges: { same: 3 } } })).toEqual({ kind: "summary", changes: { same: 3 } });
});

test("Pulumi says that it has heard a signal; of the rest of its words nothing is kept", () => {
  const said = "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n";
  expect(read({ stdoutEvent: { message: said, color: "never" } })).toEqual({ kind: "cancelling" });
  expect(read({ stdoutEvent: { message: "anything else", color: "never" } })).toBeUndefined();
});

test("what concerns nobody is passed over", () => {
  expect(read({ preludeEvent: { config: {} } })).toBeUndefined();
});

test("a debug message is dropped, for it holds secrets in clear", () => {
  expect(read({ diagnosticEvent: { urn, severity: "debug", message: "resp: stdin canary" } })).toBeUndefined();
});

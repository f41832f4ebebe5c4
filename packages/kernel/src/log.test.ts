import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createLog, fileSink, terminalLine, type LogEntry } from "./log.ts";

test("a step reports its end and its latest note", async () => {
  const entries: LogEntry[] = [];
  const result = await createLog((entry) => entries.push(entry)).step("build", (progress) => {
    progress("half");
    progress("done");
    return Promise.resolve(7);
  });
  expect(result).toBe(7);
  expect(entries.map(({ kind }) => kind)).toEqual(["step-started", "step-noted", "step-noted", "step-done"]);
  expect(entries.at(-1)).toMatchObject({ name: "build", note: "done" });
});

test("a step that fails says why and passes the error on", async () => {
  const entries: LogEntry[] = [];
  const work = createLog((entry) => entries.push(entry)).step("build", () => Promise.reject(new Error("no disk")));
  await expect(work).rejects.toThrow("no disk");
  expect(entries[1]).toMatchObject({ kind: "step-failed", because: "no disk" });
});

test("a terminal shows ends and long waits, and leaves details to the file", () => {
  const lines = (
    [
      { kind: "step-started", name: "build" },
      { kind: "detail", text: "gcc …" },
      { kind: "step-running", name: "build", elapsedMs: 12_000, note: "3 of 9" },
      { kind: "step-done", name: "build", elapsedMs: 75_300, note: "" },
      { kind: "warning", text: "no time server" },
    ] as const
  ).map(terminalLine);
  expect(lines).toEqual([undefined, undefined, "… build  12.0s  3 of 9", "✓ build  1m 15s", "warning: no time server"]);
});

test("a log file and its folder are for this user alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "log", "day.jsonl");
  createLog(fileSink(path)).info("hello");
  expect([join(folder, "log"), path].map((made) => statSync(made).mode & 0o777)).toEqual([0o700, 0o600]);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localTime } from "@hearth/kernel/local-time.ts";
import { accessFile } from "../cluster/access-files.ts";
import { beginUp, endUp, notFinished, requireCluster, unfinishedUp } from "./unfinished-up.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-unfinished-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** No process has this number: the kernel's limit is 2^22. */
const gone = 2 ** 22 + 1;
const interrupted = (): void =>
  writeFileSync(
    join(folder, "up.json"),
    JSON.stringify({ pid: gone, hostname: hostname(), timestamp: "2026-11-30T12:00:00.000Z" }),
  );
const none = new Set<string>();

test("an up that runs is unfinished, and no longer after its end", () => {
  expect(unfinishedUp(folder)).toBeUndefined();
  beginUp(folder);
  expect(unfinishedUp(folder)).toMatchObject({ isRunning: true });
  endUp(folder);
  expect(unfinishedUp(folder)).toBeUndefined();
});

test("an up whose process is gone was interrupted", () => {
  interrupted();
  expect(unfinishedUp(folder)).toEqual({ startedAt: new Date("2026-11-30T12:00:00.000Z"), isRunning: false });
});

test("a half-made cluster cannot be asked; one that has come to Nomad and Consul can", () => {
  const stack = { name: "home", folder };
  expect(() => requireCluster(stack, none)).toThrow("the stack home is not up");
  mkdirSync(join(folder, "access"), { recursive: true });
  writeFileSync(accessFile(folder), "{}");
  expect(() => requireCluster(stack, none, false)).not.toThrow();
  expect(() => requireCluster(stack, none, true), "after `init` alone").toThrow("the stack home is not up");
  interrupted();
  expect(() => requireCluster(stack, none)).toThrow(expect.objectContaining({ code: "STATE_MISSING" }));
  expect(() => requireCluster(stack, new Set(["n1/base", "gate/nodes"]))).not.toThrow();
});

test("it says since when, in one line, and what to do", () => {
  const startedAt = new Date("2026-11-30T12:00:00.000Z");
  const at = localTime(startedAt);
  const after = (ms: number): Date => new Date(startedAt.getTime() + ms);
  expect(notFinished("/x/.hearth/home", { startedAt, isRunning: true }, after(250_000))).toMatchObject({
    message: `\`hearth --stack home up\` has not finished: it has been running since ${at}, 4 min ago`,
    hint: "Wait until it has finished, then run this command again.",
  });
  expect(notFinished("/x/.hearth/home", { startedAt, isRunning: false }, after(7_500_000))).toMatchObject({
    message: `\`hearth --stack home up\` has not finished: it began at ${at}, 2 h ago, and was interrupted or failed`,
    hint: "Run `hearth --stack home up` again; it continues where it stopped.",
  });
  expect(notFinished("/x", { startedAt, isRunning: true }, after(12_300)).message).toContain(", 12s ago");
});

test.each(["", "{}", '{"pid":"x"}'])("%j is no record", (text) => {
  writeFileSync(join(folder, "up.json"), text);
  expect(unfinishedUp(folder)).toBeUndefined();
});

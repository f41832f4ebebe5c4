import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLog } from "@hearth/kernel/test/silent-log.ts";

const folders = vi.hoisted(() => ({ state: "" }));
const pulumi = vi.hoisted(() => ({ calls: [] as string[] }));
vi.mock("../../paths.ts", () => ({
  get stateFolder() {
    return folders.state;
  },
}));
vi.mock("./run-pulumi.ts", () => ({
  runPulumi: (args: readonly string[]) => {
    pulumi.calls.push(args.join(" "));
    return Promise.resolve("{}");
  },
}));
const { releaseDeadRun } = await import("./release-dead-run.ts");

let locks: string;
beforeEach(() => {
  folders.state = mkdtempSync(join(tmpdir(), "hearth-state-"));
  pulumi.calls = [];
  locks = join(folders.state, ".pulumi", "locks", "organization", "hearth", "test");
  mkdirSync(locks, { recursive: true });
});
afterEach(() => rmSync(folders.state, { recursive: true, force: true }));

const release = () => releaseDeadRun("test", silentLog, { environment: {} });

test("without a lock there is nothing to do", async () => {
  await release();
  expect(pulumi.calls).toEqual([]);
});

test("the lock of a process that is gone is released, whatever lies beside it", async () => {
  // No process has this number: the kernel's limit is 2^22.
  writeFileSync(join(locks, "a.json"), JSON.stringify({ pid: 2 ** 22 + 1, hostname: hostname() }));
  writeFileSync(join(locks, "a.json.attrs"), JSON.stringify({ md5: "x" }));
  await release();
  expect(pulumi.calls).toEqual(["cancel --yes --stack test"]);
});

test("a lock that was cut off while it was written belongs to nobody", async () => {
  writeFileSync(join(locks, "a.json"), '{"pid":');
  await release();
  expect(pulumi.calls).toEqual(["cancel --yes --stack test"]);
});

const hourAgo = (): string => new Date(Date.now() - 3_600_000).toISOString();

test("a lock that is older than the program with its number belongs to nobody", async () => {
  const lock = { pid: process.pid, hostname: hostname(), timestamp: hourAgo() };
  writeFileSync(join(locks, "a.json"), JSON.stringify(lock));
  await release();
  expect(pulumi.calls).toEqual(["cancel --yes --stack test"]);
});

test("a lock under another name of this computer is released if it is older than the computer's start", async () => {
  const lock = { pid: process.pid, hostname: "renamed", timestamp: "2020-01-01T00:00:00.123456789Z" };
  writeFileSync(join(locks, "a.json"), JSON.stringify(lock));
  await release();
  expect(pulumi.calls).toEqual(["cancel --yes --stack test"]);
});

test("the lock of a run that is alive is waited for", async () => {
  const lock = { pid: process.pid, hostname: hostname(), timestamp: new Date().toISOString() };
  writeFileSync(join(locks, "a.json"), JSON.stringify(lock));
  const released = release();
  setTimeout(() => rmSync(join(locks, "a.json")), 200);
  await released;
  expect(pulumi.calls).toEqual([]);
});

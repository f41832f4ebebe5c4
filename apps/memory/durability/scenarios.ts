import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SqliteStore } from "../src/engines/sqlite/sqlite-store.ts";
import { checkStore } from "./check-store.ts";
import { DiskImage, losses } from "./disk-image.ts";
import { pairChanges } from "./pairs.ts";
import { readTrace, straceOptions } from "./read-trace.ts";

/** Runs in an empty folder and returns a summary; throws if an acknowledged write is missing. */
export type Scenario = (folder: string) => Promise<string>;

const writer = join(import.meta.dirname, "writer.ts");

/** The number of acknowledged commits: the writer prints their numbers in order. */
async function acknowledgedBy(
  child: ChildProcess,
  onNumber: (number: number) => void = () => undefined,
): Promise<number> {
  let commits = 0;
  const exited = once(child, "exit");
  if (child.stdout === null) throw new TypeError("the writer's output is not piped");
  for await (const line of createInterface({ input: child.stdout })) {
    if (!/^\d+$/.test(line)) continue;
    commits = Number(line) + 1;
    onNumber(commits);
  }
  await exited;
  return commits;
}

function startWriter(file: string, from: number): ChildProcess {
  return spawn(process.execPath, [writer, file], {
    env: { ...process.env, FROM: String(from) },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Kills the writer at a random moment, five times on the same file. */
export const kill: Scenario = async (folder) => {
  const file = join(folder, "memory.db");
  let commits = 0;
  for (let round = 0; round < 5; round += 1) {
    const child = startWriter(file, commits);
    const enough = commits + 1 + Math.floor(Math.random() * 200);
    const acknowledged = await acknowledgedBy(child, (number) => {
      if (number >= enough) child.kill("SIGKILL");
    });
    commits = await checkStore(file, acknowledged);
  }
  return `${commits} commits, killed 5 times`;
};

/** Simulates a loss of power at 40 moments, with unsynced writes lost, present, partly present or torn. Needs strace. */
export const powerLoss: Scenario = async (folder) => {
  const trace = join(folder, "trace");
  const [database, commits] = ["memory.db", 60];
  const command = [...straceOptions, "-o", trace, process.execPath, writer, join(folder, database), String(commits)];
  const { status, stderr } = spawnSync("strace", command, { encoding: "utf8" });
  if (status !== 0) throw new Error(`strace ended with ${status}: ${stderr}`);
  const events = await readTrace(trace, database);
  const moments = new Set(Array.from({ length: 40 }, () => Math.floor(Math.random() * events.length)));
  const image = new DiskImage();
  let acknowledged = 0;
  let checked = 0;
  for (const [index, event] of events.entries()) {
    if (event.kind === "acknowledged") acknowledged = Math.max(acknowledged, event.number + 1);
    image.apply(event);
    if (!moments.has(index)) continue;
    const loss = losses[checked % losses.length] ?? "all lost";
    const place = join(folder, `crash-${checked}`);
    mkdirSync(place);
    for (const [name, content] of image.after(loss, Math.random)) {
      // Shared memory is not on the disk.
      if (!name.endsWith("-shm")) writeFileSync(join(place, name), content);
    }
    await checkStore(join(place, database), acknowledged).catch((thrown: unknown) => {
      throw new Error(`at event ${index}, ${loss}: ${String(thrown)}`, { cause: thrown });
    });
    rmSync(place, { recursive: true });
    checked += 1;
  }
  return `${checked} losses of power in ${events.length} events, ${acknowledged} commits`;
};

/** Truncates or corrupts the log at any byte after the acknowledged part; nothing before that may be missing. */
export const tornLog: Scenario = async (folder) => {
  const file = join(folder, "memory.db");
  const { copyFileSync, statSync, truncateSync, openSync, writeSync, closeSync } = await import("node:fs");
  const store = new SqliteStore(file);
  const ends: number[] = [];
  for (let number = 0; number < 30; number += 1) {
    await store.commit(pairChanges(number));
    ends.push(statSync(`${file}-wal`).size);
  }
  for (let round = 0; round < 20; round += 1) {
    const commits = 1 + Math.floor(Math.random() * 28);
    const [end = 0, next = 0] = ends.slice(commits - 1);
    const cut = end + Math.floor(Math.random() * (next - end));
    const copy = join(folder, "copy.db");
    copyFileSync(file, copy);
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    if (round % 2 === 0) truncateSync(`${copy}-wal`, cut);
    else {
      const descriptor = openSync(`${copy}-wal`, "r+");
      writeSync(descriptor, Buffer.alloc(64, round), 0, 64, cut);
      closeSync(descriptor);
    }
    const found = await checkStore(copy, commits);
    if (found > commits) throw new Error(`the log was cut after ${commits} commits, and ${found} are there`);
    rmSync(copy);
    rmSync(`${copy}-wal`, { force: true });
    rmSync(`${copy}-shm`, { force: true });
  }
  await store.close();
  return "20 logs cut or overwritten";
};

/** Fills the disk during writes; acknowledged writes must survive, and writing must continue once there is room. Needs root to mount. */
export const fullDisk: Scenario = async (folder) => {
  const [disk, out] = [join(folder, "disk"), join(folder, "out")];
  mkdirSync(disk);
  mkdirSync(out);
  const script = `mount -t tmpfs -o size=2m tmpfs "$1" && { "$2" "$3" "$1/memory.db"; [ $? = 3 ]; } &&
    cp "$1"/memory.db* "$4" && mount -o remount,size=64m "$1" && FROM=100000 "$2" "$5" "$1/memory.db"`;
  const goOn = join(import.meta.dirname, "go-on.ts");
  const child = spawn("unshare", ["-m", "sh", "-c", script, "sh", disk, process.execPath, writer, out, goOn], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged = await acknowledgedBy(child);
  if (child.exitCode !== 0) throw new Error(`the script ended with ${child.exitCode}`);
  const commits = await checkStore(join(out, "memory.db"), acknowledged);
  return `full after ${commits} commits`;
};

/** A backup taken during writes holds at least what was acknowledged before it started, and is consistent. */
export const backup: Scenario = async (folder) => {
  const store = new SqliteStore(join(folder, "memory.db"));
  let number = 0;
  const writing = async (until: number): Promise<void> => {
    for (; number < until; number += 1) await store.commit(pairChanges(number));
  };
  await writing(100);
  const copy = join(folder, "copy.db");
  await Promise.all([store.backup(copy), writing(200)]);
  const commits = await checkStore(copy, 100);
  await store.close();
  return `asked for at 100 commits, it has ${commits}`;
};

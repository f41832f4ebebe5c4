import { readFileSync } from "node:fs";
import { hostname, uptime } from "node:os";

/** Which process works on a stack, as a lock of Pulumi's file backend says it. */
export interface RunMark {
  readonly pid: number;
  readonly hostname: string;
  /** When it was made, as a date and time; absent if the file is half written. */
  readonly timestamp?: string;
}

/**
 * After a power cut the number of the process may be another program's, and this computer may have another name: the mark is then
 * older than that program, or than this computer's start.
 */
export function isDead({ pid, hostname: host, timestamp = "" }: RunMark): boolean {
  const madeAt = Date.parse(timestamp);
  if (host !== hostname()) return madeAt < Date.now() - uptime() * 1_000;
  const startedAt = processStart(pid);
  // A clock that was set meanwhile moves one time and not the other.
  return startedAt === undefined || madeAt < startedAt - 60_000;
}

/** In ms since 1970; undefined if there is no such process. The 22nd field of proc(5)'s stat, in hundredths of a second since the boot. */
function processStart(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    return Date.now() - uptime() * 1_000 + ticks * 10;
  } catch {
    return undefined;
  }
}

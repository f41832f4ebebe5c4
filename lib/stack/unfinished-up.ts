import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";
import { localTime } from "@hearth/kernel/local-time.ts";
import { accessFile } from "../cluster/access-files.ts";
import { commandOfFolder, stackCommand } from "../stack-command.ts";
import { isDead } from "./pulumi/dead-run.ts";
import { hasCheckpoint, readCheckpoint } from "./pulumi/read-checkpoint.ts";
import { stackRecord } from "./stack-record.ts";

const schema = z.object({ pid: z.int(), hostname: z.string(), timestamp: z.iso.datetime() });

/** An `up` that has begun and not reached its end. */
export interface UnfinishedUp {
  readonly startedAt: Date;
  readonly isRunning: boolean;
}

const begun = stackRecord("up.json", schema);

/** Call this before `up` changes anything. */
export function beginUp(stackFolder: string): void {
  begun.write(stackFolder, { pid: process.pid, hostname: hostname(), timestamp: new Date().toISOString() });
}

/** Call this when the cluster has answered. */
export const endUp = begun.forget;

/** Undefined if the last `up` reached its end, or if there was none. */
export function unfinishedUp(stackFolder: string): UnfinishedUp | undefined {
  const record = begun.read(stackFolder);
  return record && { startedAt: new Date(record.timestamp), isRunning: !isDead(record) };
}

/** Whether an `up` has come as far as Nomad and Consul on every node, by the names of what was made. */
export const hasAgents = (made: ReadonlySet<string>): boolean => made.has("gate/nodes");

/** Before an `up` has come as far as Nomad and Consul on every node, nothing of the cluster can answer. Throws STATE_MISSING. */
export function requireCluster(
  { name, folder }: { readonly name: string; readonly folder: string },
  made: ReadonlySet<string> = readCheckpoint(name).names,
  isKnown: boolean = hasCheckpoint(name),
): void {
  const unfinished = unfinishedUp(folder);
  if (unfinished !== undefined && !hasAgents(made)) throw notFinished(folder, unfinished);
  // Where Pulumi's state was lost, there may be a cluster even so.
  if (made.size === 0 && (isKnown || !existsSync(accessFile(folder)))) throw notUp(name);
}

/** Of a stack that nothing is made of yet. */
export const notUp = (stack: string, cause?: unknown): HearthError =>
  new HearthError({
    code: "STATE_MISSING",
    message: `the stack ${stack} is not up, so nothing of it can answer`,
    hint: `Bring it up with \`${stackCommand(stack, "up")}\`, or try Hearth on this computer alone with \`${stackCommand(stack, "local")}\`.`,
    cause,
  });

export function notFinished(
  stackFolder: string,
  { startedAt, isRunning }: UnfinishedUp,
  now: Date = new Date(),
): HearthError {
  const up = commandOfFolder(stackFolder, "up");
  const elapsed = wholeMinutes(now.getTime() - startedAt.getTime());
  const since = `since ${localTime(startedAt)}, ${elapsed} ago`;
  return new HearthError({
    code: "STATE_MISSING",
    message: isRunning
      ? `\`${up}\` has not finished: it has been running ${since}`
      : `\`${up}\` has not finished: it began at ${localTime(startedAt)}, ${elapsed} ago, and was interrupted or failed`,
    hint: isRunning
      ? "Wait until it has finished, then run this command again."
      : `Run \`${up}\` again; it continues where it stopped.`,
  });
}

/** `4 min`, `3 h`, `2 d`: nobody counts the seconds of yesterday. */
function wholeMinutes(elapsedMs: number): string {
  if (elapsedMs < 60_000) return formatElapsed(Math.floor(Math.max(0, elapsedMs) / 1_000) * 1_000).replace(".0s", "s");
  const minutes = Math.floor(elapsedMs / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1_440)} days`;
}

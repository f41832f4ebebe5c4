import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { assertPreflight } from "../preflight/assert-preflight.ts";
import { nodeAccesses } from "../ssh/node-accesses.ts";
import type { Stack } from "./load-stack.ts";
import { lookAtStack } from "./preflight-stack.ts";

/** By node, the host key that it had when it was looked at and found ready. */
type Seen = Readonly<Record<string, string>>;

/**
 * Before the first change on a machine its owner reads what listens there and what will happen to it. Later runs leave that out;
 * a machine that is new, was installed again or was not ready is looked at. The lab's nodes serve nobody yet.
 */
export async function lookAtNewNodes(stack: Stack, { log, signal }: { log: Log; signal: AbortSignal }): Promise<void> {
  if (stack.cluster.nodesFrom === "lab") return;
  const seen = readSeen(stack.folder);
  const accesses = nodeAccesses(stack.cluster, stack.folder);
  if (accesses.every(({ name, hostKey }) => seen[name] === hostKey)) return;
  const report = await log.step("look at the machines", () => lookAtStack(stack, signal));
  for (const { node, checks } of report.nodes) {
    for (const { check, state, detail, hint = "" } of checks) {
      if (state === "warning") log.warn(`${node} ${check}: ${detail}. ${hint}`);
    }
  }
  assertPreflight(report);
  const now: Seen = Object.fromEntries(accesses.map(({ name, hostKey }) => [name, hostKey]));
  replaceFile(seenFile(stack.folder), `${JSON.stringify(now, null, 2)}\n`);
}

const seenFile = (folder: string): string => join(folder, "looked-at.json");

function readSeen(folder: string): Seen {
  const file = seenFile(folder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Seen) : {};
}

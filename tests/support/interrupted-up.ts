import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { stackFolder, stateFolder } from "../../lib/paths.ts";
import { hearth, testStack } from "./hearth.ts";

/** When Ctrl-C is pressed. */
export interface Moment {
  readonly in: string;
  /** What the output says when the moment is near. */
  readonly when: RegExp;
  /** How long after it Ctrl-C is pressed. */
  readonly afterMs: number;
}

/** How an interrupted `up` ended. */
export interface Interruption {
  readonly in: string;
  readonly status: number | null;
  /** The last error and where to read more. */
  readonly said: readonly (string | undefined)[];
  /** Operations that Pulumi does not know the end of: a next run would have to do them again. */
  readonly pendingOperations: readonly string[];
  readonly locks: readonly string[];
}

/** How every `up` that was interrupted has to end. */
export const endedInOrder = (phase: string): Interruption => ({
  in: phase,
  status: 130,
  said: ["error INTERRUPTED: ended by SIGINT", "  More: docs/errors.md#interrupted"],
  pendingOperations: [],
  locks: [],
});

/** Runs `hearth up` and presses Ctrl-C. Throws if anything that it started still runs ten seconds after its end. */
export async function interruptUp({ in: phase, when, afterMs }: Moment): Promise<Interruption> {
  // A run that was killed had no chance to end what it had started.
  const before = stillRunning();
  const up = await hearth(["up"], { kill: { when, afterMs, signal: "SIGINT" } });
  const [error, , more] = up.stderr.trimEnd().split("\n").slice(-3);
  await waitFor({ what: "the end of all that was started", limitMs: 10_000 }, () => {
    const [process] = stillRunning().filter((running) => !before.includes(running));
    return Promise.resolve(process === undefined ? ready(undefined) : notYet(process));
  });
  return {
    in: phase,
    status: up.status,
    said: [error, more],
    pendingOperations: pendingOperations(),
    locks: locks(),
  };
}

const state = join(stateFolder, ".pulumi");

function pendingOperations(): readonly string[] {
  const file = join(state, "stacks", "hearth", `${testStack}.json`);
  if (!existsSync(file)) return [];
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint?: {
      latest?: { pending_operations?: readonly { readonly resource: { readonly urn: string } }[] } | null;
    };
  };
  return (checkpoint?.latest?.pending_operations ?? []).map(({ resource }) => resource.urn);
}

function locks(): readonly string[] {
  const folder = join(state, "locks", "organization", "hearth", testStack);
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Pulumi, its plugins, and what they started, with their process IDs. The shared connections of SSH are kept for the next run. */
function stillRunning(): readonly string[] {
  const mark = `HEARTH_STACK_FOLDER=${stackFolder(testStack)}`;
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(mark)) return [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      return command === "" || command.includes("ControlPersist") ? [] : [`${pid} ${command.slice(0, 200)}`];
    } catch {
      return [];
    }
  });
}

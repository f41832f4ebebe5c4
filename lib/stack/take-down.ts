import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { $ } from "zx";
import { labDown } from "../lab/lab-down.ts";
import { labStop } from "../lab/lab-stop.ts";
import { findLabFile } from "../lab/nodes/lab-file.ts";
import { root } from "../paths.ts";
import { unitId } from "../steps/unit.ts";
import { socketFolder } from "../ssh/write-ssh-files.ts";
import { begunUnits, forgetFinished } from "./journal/begun-units.ts";
import { stackConfigFile, type Stack } from "./load-stack.ts";
import { prepareStack } from "./prepare-stack.ts";
import type { BringUpOptions } from "./bring-up.ts";
import type { DownFacts } from "./plan-down.ts";
import { hasCheckpoint, readCheckpoint } from "./pulumi/read-checkpoint.ts";
import { releaseDeadRun } from "./pulumi/release-dead-run.ts";
import { runUpdate } from "./pulumi/run-update.ts";
import { pulumiFiles } from "./stack-files.ts";
import { endUp } from "./unfinished-up.ts";
import { undoAbandoned } from "./journal/undo-abandoned.ts";

export interface TakeDownOptions extends BringUpOptions {
  /** Only stops a lab's nodes. Of real machines, the data of jobs are always kept. */
  readonly keepData?: boolean;
}

/** Whether the files here know of anything to take down. */
export const isOnRecord = (stack: Stack): boolean =>
  hasCheckpoint(stack.name) || begunUnits(stack.folder).length > 0 || findLabFile(stack.name) !== undefined;

/** Whether there may be anything to take down: Docker may still have nodes of a lab without files. */
export const isMade = (stack: Stack): boolean => stack.cluster.nodesFrom === "lab" || isOnRecord(stack);

/** What is known of the stack without connecting to anything. */
export function downFacts(stack: Stack): DownFacts {
  const lab = stack.cluster.nodesFrom === "lab" ? (findLabFile(stack.name)?.nodes ?? []) : [];
  const nodes = new Set([...stack.cluster.nodes, ...lab].map(({ name }) => name));
  const begun = begunUnits(stack.folder).map(unitId);
  const inventoryFile = relative(root, stack.inventoryFile);
  return {
    stack: { ...stack, inventoryFile },
    nodes: [...nodes],
    made: new Set([...readCheckpoint(stack.name).names, ...begun]),
  };
}

/**
 * Undoes what `up` did. Real machines are reverted step by step to what they were before. A lab's nodes are removed entirely, and
 * with them the stack's keys and state, which are useless without them.
 */
export async function takeDown(stack: Stack, { keepData = false, ...options }: TakeDownOptions): Promise<void> {
  if (stack.cluster.nodesFrom === "lab") {
    await endConnections(stack);
    if (keepData) {
      await labStop({ stack: stack.name, log: options.log });
      return;
    }
    await labDown({ stack: stack.name, log: options.log });
    forget(stack);
    return;
  }
  // Units on record without any state are left to the run below, which fails rather than call them removed.
  if (!isMade(stack)) {
    options.log.info(`the stack ${stack.name} does not exist, so there is nothing to remove`);
    return;
  }
  prepareStack(stack);
  await releaseDeadRun(stack.name, options.log, options);
  forgetFinished(stack);
  await options.log.step("pulumi destroy", () =>
    runUpdate(["destroy", "--yes", "--skip-preview"], { stack: stack.name, ...options }),
  );
  await undoAbandoned(stack, { wanted: new Set(), ...options });
  endUp(stack.folder);
  await endConnections(stack);
}

/** Closes the shared SSH connections, which outlive the run that opened them. */
async function endConnections({ folder, cluster }: Stack): Promise<void> {
  const config = join(folder, "ssh_config");
  if (existsSync(config)) {
    await Promise.all(
      cluster.nodes.map(({ name }) => $({ quiet: true, nothrow: true })`ssh -F ${config} -O exit ${name}`),
    );
  }
  rmSync(socketFolder(folder), { recursive: true, force: true });
}

/** Removes a lab's keys, state and links; its logs are kept. */
function forget({ name, folder }: Stack): void {
  for (const path of [
    ...pulumiFiles(name),
    stackConfigFile(name),
    ...(existsSync(folder) ? readdirSync(folder) : [])
      .filter((entry) => entry !== "log")
      .map((entry) => join(folder, entry)),
  ]) {
    rmSync(path, { recursive: true, force: true });
  }
}

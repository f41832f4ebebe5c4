import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import { labDown } from "../lab/lab-down.ts";
import { stateFolder } from "../paths.ts";
import { socketFolder } from "../ssh/write-ssh-files.ts";
import { begunUnits, forgetFinished } from "./journal/begun-units.ts";
import { stackConfigFile, type Stack } from "./load-stack.ts";
import { prepareStack } from "./prepare-stack.ts";
import type { BringUpOptions } from "./bring-up.ts";
import { hasCheckpoint } from "./pulumi/read-checkpoint.ts";
import { releaseDeadRun } from "./pulumi/release-dead-run.ts";
import { runUpdate } from "./pulumi/run-update.ts";
import { undoAbandoned } from "./journal/undo-abandoned.ts";

/**
 * Undoes what `up` did. Real machines are reverted step by step to what they were before. A lab's nodes are removed entirely, and
 * with them the stack's keys and state, which are useless without them.
 */
export async function takeDown(stack: Stack, options: BringUpOptions): Promise<void> {
  if (stack.cluster.nodesFrom === "lab") {
    await endConnections(stack);
    await labDown({ stack: stack.name, log: options.log });
    forget(stack);
    return;
  }
  // Units on record without any state are left to the run below, which fails rather than call them removed.
  if (!hasCheckpoint(stack.name) && begunUnits(stack.folder).length === 0) {
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
  const pulumi = join(stateFolder, ".pulumi");
  for (const path of [
    join(pulumi, "stacks", "hearth", `${name}.json`),
    join(pulumi, "stacks", "hearth", `${name}.json.bak`),
    join(pulumi, "backups", "hearth", name),
    join(pulumi, "history", "hearth", name),
    join(pulumi, "locks", "organization", "hearth", name),
    stackConfigFile(name),
    ...(existsSync(folder) ? readdirSync(folder) : [])
      .filter((entry) => entry !== "log")
      .map((entry) => join(folder, entry)),
  ]) {
    rmSync(path, { recursive: true, force: true });
  }
}

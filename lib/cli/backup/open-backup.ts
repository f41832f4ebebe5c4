import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Command } from "commander";
import {
  backupNames,
  chooseBackups,
  keptElsewhere,
  requireBackup,
  type BackupChoice,
  type BackupScene,
} from "../../backup/backup-plan.ts";
import { nodeRunner, type RunOnNode } from "../../backup/run-on-node.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { backupKey } from "../../secrets/backup-secrets.ts";
import { backupSceneOf } from "../../stack/backup-scene.ts";
import { readSecrets } from "../../stack/init-stack.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { stackCommand } from "../../stack-command.ts";
import { makeContext, type Context } from "../context.ts";

export interface OpenedBackup {
  readonly context: Context;
  readonly stack: Stack;
  readonly scene: BackupScene;
  readonly run: RunOnNode;
}

/** What every command about backups starts with. Throws CONFIG_INVALID for a stack without one. */
export async function openBackup(program: Command, signal: AbortSignal): Promise<OpenedBackup> {
  const context = makeContext(program.opts(), signal);
  const stack = await loadStack(context.stack);
  requireBackup(stack);
  prepareSsh(stack);
  return { context, stack, scene: backupSceneOf(stack), run: nodeRunner(context.folder, signal) };
}

/** What a command's words name; ends the command for a word that is nothing. */
export function chosen(command: Command, { scene }: OpenedBackup, names: readonly string[]): BackupChoice {
  const known = backupNames(scene);
  for (const name of names.filter((word) => word !== "all")) {
    const keeper = keptElsewhere(scene, name);
    if (keeper !== undefined) {
      command.error(`error: copies of ${name} are kept by ${keeper}: name that`, { exitCode: exitCodes.usage });
    }
    if (!known.includes(name)) {
      command.error(`error: ${name} is no machine and nothing that is backed up; ${suggestion(name, known)}`, {
        exitCode: exitCodes.usage,
      });
    }
  }
  return chooseBackups(scene, names);
}

/** Throws STATE_MISSING before the first `hearth up` with a backup. */
export async function keyOf({ stack, environment }: Pick<Context, "stack" | "environment">): Promise<string> {
  const key = (await readSecrets(stack, environment))[backupKey];
  if (key !== undefined) return key;
  throw new HearthError({
    code: "STATE_MISSING",
    message: "the stack has no key for its backups yet",
    hint: `Make it with \`${stackCommand(stack, "init")}\`, or bring the stack up with \`${stackCommand(stack, "up")}\`.`,
  });
}

import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { loadCluster } from "../../config/load-cluster.ts";
import { removeNode } from "../../config/remove-node.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { loadDefinitions } from "../../jobs/load-definitions.ts";
import { root } from "../../paths.ts";
import { stackCommand } from "../../stack-command.ts";
import { forgetMachine, placesIn } from "../../stack/evict-node.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { maintainNode } from "../../stack/maintenance/maintain-node.ts";
import { forgetRecord, readRecord } from "../../stack/maintenance/maintenance-record.ts";
import { planMaintenance, type MaintenancePlan } from "../../stack/maintenance/plan-maintenance.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { confirm } from "../confirm.ts";
import { makeContext, print, type Context } from "../context.ts";
import { addRemovalOptions, type RemovalOptions } from "../removal-options.ts";
import { formatPlan } from "./node-maintain.ts";

export interface RemovePlace {
  readonly program: Command;
  readonly node: Command;
  readonly signal: AbortSignal;
  /** All of `up`, which undoes what is on machines that have left the inventory. */
  readonly up: (stack: Stack, context: Context) => Promise<unknown>;
}

const deadlineMs = 600_000;

/** `hearth node remove`. */
export function registerNodeRemove({ program, node, signal, up }: RemovePlace): void {
  const remove = addRemovalOptions(node.command("remove").argument("<name>", "a machine of the inventory"));
  remove
    .description("drain a machine, take it out of the inventory, and undo on it what Hearth did there")
    .addHelpText(
      "after",
      "\nThe machine has to be on; for one that was stolen or taken over see `hearth node evict`. If it is cut off, the same command goes\non where it stopped.\n\nExamples:\n  hearth node remove n4 --dry-run\n  hearth node remove n4",
    )
    .action(async (name: string, { yes = false, dryRun = false }: RemovalOptions) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const { folder, cluster } = stack;
      const known = cluster.nodes.map((each) => each.name);
      // It has left the inventory already if a former run was cut off after that.
      const isListed = known.includes(name);
      if (!isListed && readRecord(folder, name)?.operation !== "remove") {
        const message = `error: there is no node ${name} in the stack ${stack.name}; ${suggestion(name, known)}`;
        remove.error(message, { exitCode: exitCodes.usage });
      }
      await installTools(["pulumi"], context);
      if (isListed) {
        requireUnused(stack, name);
        prepareSsh(stack);
        const options = { ...context, deadlineMs };
        const planned = await planMaintenance(stack, { node: name, operation: "remove" }, options);
        const lines = linesOf(stack, planned.plan);
        if (dryRun) {
          print(context, { json: { dryRun, node: name, effects: planned.plan.effects }, text: lines.join("\n") });
          return;
        }
        process.stderr.write(`${lines.join("\n")}\n`);
        await confirm({ word: name, yes }, undefined, signal);
        await maintainNode(stack, planned, options);
        await takeOut(stack, name);
      } else if (dryRun) {
        const text = `${name} has left the inventory; what is on it is undone, and the cluster forgets it`;
        print(context, { json: { dryRun, node: name, effects: [] }, text });
        return;
      }
      await up(await loadStack(context.stack), context);
      await context.log.step(`have the cluster forget ${name}`, () => forgetMachine(stack, name, signal));
      forgetRecord(folder, name);
      print(context, {
        json: { dryRun: false, removed: name },
        text: `${name} is removed, and runs nothing of Hearth's`,
      });
    });
}

const linesOf = ({ inventoryFile }: Stack, plan: MaintenancePlan): readonly string[] => [
  ...formatPlan(plan),
  `${plan.node} is taken out of ${relative(root, inventoryFile)}, what Hearth did on it is undone, and the cluster forgets it`,
];

/** A machine that the inventory names elsewhere cannot go. */
function requireUnused({ name: stackName, cluster, inventoryFile }: Stack, node: string): void {
  const [, ...others] = placesIn(cluster, node);
  if (others.length === 0) return;
  throw new HearthError({
    code: "CONFIG_INVALID",
    at: relative(root, inventoryFile),
    message: `${node} is still needed:\n${others.map((place) => `  - ${place}`).join("\n")}`,
    hint: `Name other machines there, run \`${stackCommand(stackName, "up")}\`, then remove it.`,
  });
}

async function takeOut({ inventoryFile: file }: Stack, node: string): Promise<void> {
  const before = readFileSync(file, "utf8");
  const text = removeNode(before, node);
  if (text === undefined) {
    throw new HearthError({
      code: "CONFIG_UNREADABLE",
      at: relative(root, file),
      message: `the entry of ${node} has no lines of its own, so it was not taken out`,
      hint: "Take it out yourself, then run the command again.",
    });
  }
  replaceFile(file, text, { mode: 0o644 });
  try {
    const { declared } = await loadDefinitions();
    loadCluster(file, { declared });
  } catch (thrown) {
    replaceFile(file, before, { mode: 0o644 });
    throw thrown;
  }
}

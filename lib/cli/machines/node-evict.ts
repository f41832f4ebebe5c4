import { relative } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { root } from "../../paths.ts";
import { stackCommand } from "../../stack-command.ts";
import { evictNode, planEviction, type EvictionPlan } from "../../stack/evict-node.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { confirm } from "../confirm.ts";
import { makeContext, print } from "../context.ts";
import { addRemovalOptions, type RemovalOptions } from "../removal-options.ts";

/** `hearth node evict`. */
export function registerNodeEvict(program: Command, node: Command, signal: AbortSignal): void {
  const evict = addRemovalOptions(node.command("evict").argument("<name>", "a machine of the inventory"));
  evict
    .description("take every right away from a machine that was stolen or taken over")
    .addHelpText(
      "after",
      "\nIt is removed from the overlay, Nomad and Consul, its tokens end, and what it knew gets new values.\nAfterwards take it out of the inventory and run `hearth up`: docs/how-to/stolen-machine.md.\n\nExamples:\n  hearth node evict n3 --dry-run\n  hearth node evict n3",
    )
    .action(async (name: string, { yes = false, dryRun = false }: RemovalOptions) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const known = stack.cluster.nodes.map((each) => each.name);
      if (!known.includes(name)) {
        const message = `error: there is no node ${name} in the stack ${stack.name}; ${suggestion(name, known)}`;
        return evict.error(message, { exitCode: exitCodes.usage });
      }
      const plan = planEviction(stack, name);
      if (dryRun) {
        print(context, { json: { dryRun: true, ...plan }, text: formatPlan(plan) });
        return undefined;
      }
      process.stderr.write(`${formatPlan(plan)}\n`);
      await confirm({ word: name, yes }, undefined, signal);
      await installTools(["pulumi"], { log: context.log, signal });
      prepareSsh(stack);
      await evictNode(stack, plan, { environment: context.environment, log: context.log, signal });
      print(context, { json: { dryRun: false, ...plan }, text: nextSteps(stack, plan) });
      return undefined;
    });
}

function formatPlan({ node, rotated, own }: EvictionPlan): string {
  return [
    `${node} is removed from the overlay, Nomad and Consul, and its tokens end.`,
    `These secrets get new values, and the former ones end at once: ${rotated.join(", ")}`,
    ...(own.length === 0 ? [] : [`Only their issuers can end these, which it could read: ${own.join(", ")}`]),
  ].join("\n");
}

function nextSteps(stack: Stack, { node, own, places }: EvictionPlan): string {
  const command = (words: string): string => `\`${stackCommand(stack.name, words)}\``;
  return [
    `${node} is evicted. The other machines still have the former secrets, so continue at once:`,
    `1. Take it out of ${relative(root, stack.inventoryFile)}:`,
    ...places.map((place) => `   - ${place}`),
    `2. Run ${command("up")}.`,
    ...own.map(
      (name, index) =>
        `${index + 3}. Have the provider of ${name} end its key, and save the new one with ${command(`secrets create ${name}`)}.`,
    ),
    ...(stack.cluster.overlay.control === "tailscale" ? ["Remove the machine in Tailscale's admin console too."] : []),
  ].join("\n");
}

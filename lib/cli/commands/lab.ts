import { count } from "@hearth/kernel/count.ts";
import { labDown, labDownAll } from "../../lab/lab-down.ts";
import { allLabNodes, labStatus } from "../../lab/lab-status.ts";
import { labUp } from "../../lab/lab-up.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { labNodes } from "../../stack/lab-nodes.ts";
import { confirm } from "../confirm.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { addRemovalOptions, type RemovalOptions } from "../removal-options.ts";
import { table } from "@hearth/kernel/table.ts";

export const register: RegisterCommand = (program, signal) => {
  const lab = program
    .command("lab")
    .description("manage only the virtual nodes on this computer, not what runs on them");

  lab
    .command("up")
    .description("create missing nodes, start stopped ones, leave the rest alone")
    .addHelpText("after", "\nExample:\n  hearth lab up")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const { cluster } = await loadStack(context.stack);
      const made = await labUp({ stack: context.stack, nodes: labNodes(cluster), log: context.log, signal });
      print(context, {
        json: made,
        text: table(
          ["node", "address"],
          made.nodes.map(({ name, address }) => [name, address]),
        ),
      });
    });

  lab
    .command("status")
    .description("show the nodes and whether they run")
    .addHelpText("after", "\nExample:\n  hearth lab status")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const status = await labStatus({ stack: context.stack });
      const rows = status.nodes.map(({ node, state, address }) => [node, state, address]);
      print(context, {
        json: status,
        text: rows.length === 0 ? "no nodes" : table(["node", "state", "address"], rows),
      });
    });

  addRemovalOptions(lab.command("down"))
    .description("remove the nodes with all their data, and the Docker daemon that was started for them")
    .option("--all", "the labs of every checkout on this machine")
    .addHelpText("after", "\nExamples:\n  hearth lab down --dry-run\n  hearth lab down --all --yes")
    .action(async ({ all = false, yes = false, dryRun = false }: RemovalOptions & { all?: boolean }) => {
      const context = makeContext(program.opts(), signal);
      const nodes = all
        ? await allLabNodes()
        : (await labStatus({ stack: context.stack })).nodes.map(({ node }) => node);
      const text = [
        all
          ? "This removes every lab on this machine, also those of other checkouts:"
          : `This removes the lab of the stack ${context.stack}:`,
        ...(nodes.length === 0
          ? ["  - no node that Docker knows"]
          : nodes.map((node) => `  - ${node}, with all its data`)),
        "It keeps the stack's secrets and Pulumi state; `hearth down` removes them too.",
      ].join("\n");
      if (dryRun) {
        print(context, { json: { nodes, done: false }, text });
        return;
      }
      context.log.info(text);
      // Other checkouts' labs may be in use, so a script has to say that it means them.
      await confirm({ word: all ? "all" : context.stack, yes }, undefined, signal);
      await (all ? labDownAll({ log: context.log }) : labDown({ stack: context.stack, log: context.log }));
      print(context, { json: { nodes, done: true }, text: `removed ${count(nodes.length, "node")}` });
    });
};

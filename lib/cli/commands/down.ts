import { loadStack } from "../../stack/load-stack.ts";
import { formatDown, planDown } from "../../stack/plan-down.ts";
import { downFacts, isMade, isOnRecord, takeDown } from "../../stack/take-down.ts";
import { confirm } from "../confirm.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { addRemovalOptions, type RemovalOptions } from "../removal-options.ts";

interface DownOptions extends RemovalOptions {
  readonly keepData?: boolean;
}

export const register: RegisterCommand = (program, signal) => {
  addRemovalOptions(program.command("down"))
    .option("--keep-data", "only stop a lab's nodes; on real machines the data of jobs are always kept")
    .description("remove Hearth from the machines, step by step; remove a lab's nodes with all their data")
    .addHelpText(
      "after",
      "\nIt says what it removes and keeps, and asks for the stack's name. A script gives --yes, or the name on stdin." +
        "\n\nExamples:\n  hearth down --dry-run\n  hearth down --keep-data\n  hearth --stack home down\n  hearth --stack home down --yes",
    )
    .action(async ({ yes = false, dryRun = false, keepData = false }: DownOptions) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      if (!(dryRun ? isOnRecord(stack) : isMade(stack))) {
        const text = `the stack ${stack.name} does not exist, so there is nothing to remove`;
        print(context, { json: { stack: stack.name, removes: [], keeps: [], done: false }, text });
        return;
      }
      const plan = planDown(downFacts(stack), { keepData });
      if (dryRun) {
        print(context, { json: { ...plan, done: false }, text: formatDown(plan) });
        return;
      }
      context.log.info(formatDown(plan));
      await confirm({ word: stack.name, yes }, undefined, signal);
      await takeDown(stack, { ...context, keepData });
      print(context, {
        json: { ...plan, done: true },
        text: `${stack.name}: ${keepData && stack.cluster.nodesFrom === "lab" ? "stopped" : "removed"}`,
      });
    });
};

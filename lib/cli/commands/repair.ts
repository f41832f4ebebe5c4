import { assertChecked, formatRepair, repairJson } from "../../drift/plan-repair.ts";
import { recordRepaired } from "../../drift/record-drift.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { repairStack } from "../../stack/repair/repair-stack.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("repair")
    .description("repair what `hearth drift` finds: apply again the units and jobs that differ, and nothing else")
    .argument("[node...]", "only these nodes, and no jobs")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth repair\n  hearth repair n1 n2\n  hearth repair --json\nExit status: 0 repaired, or nothing to repair; 1 a node could not be checked, or a repair failed.",
    )
    .action(async (nodes: readonly string[]) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const plan = await repairStack(stack, { ...context, nodes });
      const looked = nodes.length > 0 ? nodes : stack.cluster.nodes.map(({ name }) => name);
      await recordRepaired(plan, looked, { stackFolder: stack.folder, signal });
      print(context, { json: repairJson(plan), text: formatRepair(plan, context) });
      assertChecked(plan);
    });
};

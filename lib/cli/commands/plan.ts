import { loadStack } from "../../stack/load-stack.ts";
import { explainUnits } from "../../plan/explain-units.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("plan")
    .description("print what would be done on each node, in order; connects to no machine")
    .addHelpText("after", "\nExamples:\n  hearth plan\n  hearth --json plan")
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const { units } = await loadStack(context.stack);
      print(context, explainUnits(units));
    });
};

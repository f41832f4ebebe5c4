import { loadStack } from "../../stack/load-stack.ts";
import { takeDown } from "../../stack/take-down.ts";
import { makeContext } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("down")
    .description("undo what `up` did: revert real machines step by step, remove a lab's nodes with all their data")
    .addHelpText(
      "after",
      "\nAfter a lab, nothing of Hearth is left: no container, network, volume, process or Docker daemon.",
    )
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      await takeDown(await loadStack(context.stack), context);
    });
};

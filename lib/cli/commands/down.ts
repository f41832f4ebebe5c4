import { loadStack } from "../../stack/load-stack.ts";
import { takeDown } from "../../stack/take-down.ts";
import { makeContext } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("down")
    .description("take back what `up` made: undo on real machines, remove a lab's nodes with all that is on them")
    .addHelpText(
      "after",
      "\nOn a lab nothing of ours is left: no container, network, volume, process or Docker daemon.",
    )
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      await takeDown(await loadStack(context.stack), context);
    });
};

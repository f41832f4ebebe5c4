import { bringUp } from "../../stack/bring-up.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { formatElapsed } from "../../units.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("up")
    .description("bring the whole cluster up, or to what the inventory says now; a second run changes nothing")
    .addHelpText("after", "\nExamples:\n  hearth up\n  hearth --stack home up")
    .action(async () => {
      const start = performance.now();
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const { changes } = await bringUp(stack, context);
      const seconds = Math.round((performance.now() - start) / 100) / 10;
      print(context, { json: { changes, seconds }, text: `${summary(changes)}, in ${formatElapsed(seconds * 1_000)}` });
    });
};

function summary(changes: Readonly<Record<string, number>>): string {
  const changed = Object.entries(changes).filter(([operation]) => operation !== "same");
  if (changed.length === 0) return "nothing changed: the cluster is as the inventory says";
  return changed.map(([operation, count]) => `${count} ${operation}d`).join(", ");
}

import type { Command } from "commander";
import { formatPlacement } from "../../placement/format-placement.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { print, type Context } from "../context.ts";

/** `hearth models plan` */
export function plan(command: Command, open: () => Context): void {
  command
    .command("plan")
    .description("show where Hearth places experts and why, with the memory taken and free; talks to no machine")
    .addHelpText(
      "after",
      "\nPlaces with the memory that the inventory declares and `hearth nodes` measured.\n\nExamples:\n  hearth models plan\n  hearth --json models plan",
    )
    .action(async () => {
      const context = open();
      const { placement } = await loadStack(context.stack);
      print(context, {
        json: placement ?? { experts: [], refused: [], nodes: [] },
        text:
          placement === undefined
            ? "Every expert is placed by hand: `place: auto` in the inventory lets Hearth choose."
            : formatPlacement(placement),
      });
    });
}

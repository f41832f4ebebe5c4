import { HearthError } from "@hearth/kernel/errors.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareStack } from "../../stack/prepare-stack.ts";
import { runUpdate } from "../../stack/pulumi/run-update.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("preview")
    .description("show what `up` would change; changes nothing")
    .option("--expect-no-changes", "exit 2 when anything would change")
    .addHelpText("after", "\nExample:\n  hearth preview --expect-no-changes && echo converged")
    .action(async ({ expectNoChanges = false }: { expectNoChanges?: boolean }) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      prepareStack(stack);
      const { changes } = await context.log.step("pulumi preview", () =>
        runUpdate(["preview"], { ...context, stack: stack.name }),
      );
      const text = Object.entries(changes).map(([operation, count]) => `${count} ${operation}`);
      print(context, { json: { changes }, text: text.join(", ") });
      if (expectNoChanges && Object.keys(changes).some((operation) => operation !== "same")) {
        throw new HearthError({
          code: "CHANGES_FOUND",
          message: "the preview shows changes where none were expected",
          hint: "See what differs with `hearth preview`, and apply it with `hearth up`.",
        });
      }
    });
};

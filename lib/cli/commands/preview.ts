import { HearthError } from "@hearth/kernel/errors.ts";
import { unchangedResources } from "../../stack/settled/check-settled.ts";
import { isFresh, previewFresh } from "../../stack/preview-fresh.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { prepareStack } from "../../stack/prepare-stack.ts";
import { runUpdate, type UpdateResult } from "../../stack/pulumi/run-update.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("preview")
    .description("show what `up` would change; changes nothing")
    .option("--expect-no-changes", "exit 2 when anything would change")
    .option("--full", "run Pulumi even if nothing can have changed since the last `up`")
    .addHelpText("after", "\nExample:\n  hearth preview --expect-no-changes && echo converged")
    .action(async ({ expectNoChanges = false, full = false }: { expectNoChanges?: boolean; full?: boolean }) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const changes = isFresh(stack) ? showFresh(stack, context) : await lookForChanges(stack, context, full);
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

function showFresh(stack: Stack, { log }: Context): UpdateResult["changes"] {
  const { creates, changes } = previewFresh(stack);
  for (const name of creates) log.info(`  create ${name}`);
  log.info("nothing of this stack exists yet, so `up` would create all of it; `hearth preflight` checks the machines");
  return changes;
}

async function lookForChanges(stack: Stack, context: Context, full: boolean): Promise<UpdateResult["changes"]> {
  prepareStack(stack, { planned: true });
  const same = full ? undefined : unchangedResources(stack);
  if (same !== undefined) return { same };
  const { changes } = await context.log.step("pulumi preview", () =>
    runUpdate(["preview"], { ...context, stack: stack.name }),
  );
  return changes;
}

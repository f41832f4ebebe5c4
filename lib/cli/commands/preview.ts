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
      const { changes, creates = [] } = isFresh(stack)
        ? showFresh(stack, context)
        : { changes: await lookForChanges(stack, context, full) };
      const counts = Object.entries(changes).map(([operation, count]) => `${count} ${operation}`);
      print(context, {
        json: { changes, ...(creates.length > 0 && { creates }) },
        text: [...creates.map((name) => `  create ${name}`), counts.join(", ")].join("\n"),
      });
      if (expectNoChanges && Object.keys(changes).some((operation) => operation !== "same")) {
        throw new HearthError({
          code: "CHANGES_FOUND",
          message: "the preview shows changes where none were expected",
          hint: "See what differs with `hearth preview`, and apply it with `hearth up`.",
        });
      }
    });
};

interface Preview {
  readonly changes: UpdateResult["changes"];
  /** Names of what would be created, of a stack that does not exist yet. */
  readonly creates?: readonly string[];
}

function showFresh(stack: Stack, { log }: Context): Preview {
  const preview = previewFresh(stack);
  log.info("nothing of this stack exists yet, so `up` would create all of it; `hearth preflight` checks the machines");
  return preview;
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

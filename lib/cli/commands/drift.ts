import { assertNoDrift } from "../../drift/assert-no-drift.ts";
import { recordDrift } from "../../drift/record-drift.ts";
import { formatDrift } from "../../drift/format-drift.ts";
import { findStackDrift } from "../../stack/find-stack-drift.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("drift")
    .description("compare every step on every machine, and every job, with what is declared; changes nothing")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth drift\n  hearth drift --json\nExit status: 0 none, 2 drift, 1 a node could not be checked.",
    )
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      prepareSsh(stack);
      const report = await findStackDrift(stack, context);
      await recordDrift(report, { stackFolder: stack.folder, signal });
      print(context, { json: report, text: formatDrift(report, context) });
      assertNoDrift(report);
    });
};

import { exitCodes } from "@hearth/kernel/error-table.ts";
import { formatPreflight } from "../../preflight/format-preflight.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { lookAtStack } from "../../stack/preflight-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("preflight")
    .description("run the checks that `up` makes before it changes a machine; changes nothing")
    .addHelpText(
      "after",
      "\nLists what listens today and what the firewall will do to it. A finding that you accept is waived in the inventory, under `preflight.waive`, with a reason.\n\nExample:\n  hearth --stack home preflight\nExit status: 0 ready (warnings allowed), 1 a check failed.",
    )
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      prepareSsh(stack);
      const report = await context.log.step("preflight", () => lookAtStack(stack, signal));
      print(context, { json: report, text: formatPreflight(report, context) });
      if (!report.ok) process.exitCode = exitCodes.failed;
    });
};

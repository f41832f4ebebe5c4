import { exitCodes } from "@hearth/kernel/error-table.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { stackStatusReader } from "../../stack/stack-status-reader.ts";
import { formatStatus } from "../../status/format-status.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("status")
    .description("show whether every node is ready and every job healthy")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth status\n  hearth status --json\nExit status: 0 healthy, 2 not, 1 the status could not be read.",
    )
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      prepareSsh(stack);
      const report = await stackStatusReader(stack)(signal);
      print(context, { json: report.status, text: formatStatus(report) });
      if (!report.status.healthy) process.exitCode = exitCodes.differs;
    });
};

import { exitCodes } from "@hearth/kernel/error-table.ts";
import { runTests } from "../../testing/run-tests.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { makeContext } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("test")
    .description("run this checkout's tests: static checks, unit tests, real agents, virtual nodes, the lab")
    .option("--all", "also run the long soak tests")
    .addHelpText("after", "\nExamples:\n  hearth test\n  hearth test --all")
    .action(async ({ all = false }: { all?: boolean }) => {
      const { log } = makeContext({ ...program.opts(), sharesTerminal: true }, signal);
      await installTools("all", { log, signal });
      const { passed, failed } = await runTests({ all, log, signal });
      process.stdout.write(`${passed} passed, ${failed} failed\n`);
      if (failed > 0 || passed === 0) process.exitCode = exitCodes.failed;
    });
};

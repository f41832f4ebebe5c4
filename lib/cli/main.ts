import { CommanderError } from "commander";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { interruptSignal } from "../interrupt-signal.ts";
import { hasPrinted } from "./context.ts";
import { createProgram } from "./create-program.ts";

const interrupt = interruptSignal({
  hint: "Run the same command again; it continues where this one stopped.",
  notice: "\nStopping… waiting for running work. Press Ctrl-C again to quit now.\n",
});

const program = await createProgram(interrupt);

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = report(thrown);
}
// Kept-alive connections would keep the process running.
process.exit();

/** Prints what went wrong and returns the exit code. A HearthError is for people; anything else is a bug and shows its stack. */
function report(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  const error: unknown = interrupt.aborted ? interrupt.reason : thrown;
  if (error instanceof HearthError) {
    const { json } = program.opts<{ json?: boolean }>();
    if (json === true && !hasPrinted()) process.stdout.write(`${JSON.stringify({ error: error.toJSON() })}\n`);
    process.stderr.write(`${error.format()}\n`);
    return error.exitCode;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.failed;
}

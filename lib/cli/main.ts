import { CommanderError } from "commander";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { interruptSignal } from "../interrupt-signal.ts";
import { hasPrinted, jsonLine } from "./context.ts";
import { errorForPeople } from "./error-for-people.ts";
import { usageError, wantsJson } from "./usage-error.ts";
import { createProgram } from "./create-program.ts";

/** Commands whose next run finds what an earlier one has done. */
const continuing = new Set(["up", "down", "repair", "init", "install", "label", "prune"]);
let running = "";

const interrupt = interruptSignal({
  hint: () =>
    continuing.has(running)
      ? "Run the same command again; it continues where this one stopped."
      : "Run the command again.",
  notice: "\nStopping… waiting for running work. Press Ctrl-C again to quit now.\n",
});

const program = await createProgram(interrupt);

program.hook("preAction", (_program, command) => {
  running = command.name();
});

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = report(thrown);
}
// Kept-alive connections would keep the process running.
process.exit();

/** Prints what went wrong and returns the exit code. A HearthError is for people; anything else is a bug and shows its stack. */
function report(thrown: unknown): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode !== 0 && wantsJson(process.argv)) process.stdout.write(`${jsonLine(usageError(thrown))}\n`);
    return thrown.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  }
  const error: unknown = interrupt.aborted ? interrupt.reason : errorForPeople(thrown);
  if (error instanceof HearthError) {
    const { json } = program.opts<{ json?: boolean }>();
    if (json === true && !hasPrinted()) process.stdout.write(`${jsonLine({ error: error.toJSON() })}\n`);
    process.stderr.write(`${error.format()}\n`);
    return error.exitCode;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.failed;
}

import { join } from "node:path";
import { CommanderError, type Command } from "commander";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { interruptSignal } from "../interrupt-signal.ts";
import { root } from "../paths.ts";
import { neverUp } from "./never-up.ts";
import { addToCopy, hasPrinted, jsonLine } from "./context.ts";
import { errorForPeople } from "./error-for-people.ts";
import { showPatience } from "./patience.ts";
import { unexpectedError } from "./unexpected-error.ts";
import { usageError, wantsJson } from "./usage-error.ts";
import { createProgram } from "./create-program.ts";

/** Commands whose next run finds what an earlier one has done. */
const continuing = new Set(["up", "down", "repair", "init", "install", "label", "prune"]);
/** Commands that only read, also those that go on until Ctrl-C: there is no work to wait for. */
const reading = new Set(["logs", "open", "requests", "status", "top", "why"]);
let running = "";
/** Whether Ctrl-C is how the command is meant to end. */
let isFollowing = false;

const interrupt = interruptSignal({
  hint: () =>
    continuing.has(running)
      ? "Run the same command again; it continues where this one stopped."
      : "Run the command again.",
  readerExit: () => (reading.has(running) ? (isFollowing ? exitCodes.success : exitCodes.interrupted) : undefined),
  notice: "\nStopping… waiting for running work. Press Ctrl-C again to quit now.\n",
});

const program = await createProgram(interrupt, process.argv.slice(2));

/** Commands that let another program write to the terminal. */
const sharing = new Set(["ssh", "test"]);

program.hook("preAction", (_program, command) => {
  running = command.name();
  const { follow, watch } = command.opts<{ follow?: boolean; watch?: boolean }>();
  isFollowing = running === "open" || follow === true || watch === true;
  if (!sharing.has(running)) showPatience(`… ${wordsOf(command)}`, { err: process.stderr, out: process.stdout });
});

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = report(thrown);
}
// Kept-alive connections would keep the process running.
process.exit();

/** `hearth memory keys list` */
function wordsOf(command: Command): string {
  return command.parent === null ? command.name() : `${wordsOf(command.parent)} ${command.name()}`;
}

/** Prints what went wrong and returns the exit code. A HearthError is for people; anything else is a bug. */
function report(thrown: unknown): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode !== 0 && wantsJson(process.argv)) process.stdout.write(`${jsonLine(usageError(thrown))}\n`);
    return thrown.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  }
  const told: unknown = interrupt.aborted
    ? interrupt.reason
    : running === "up"
      ? errorForPeople(thrown)
      : neverUp(errorForPeople(thrown), program.opts<{ stack: string }>().stack);
  const debug = (process.env["HEARTH_DEBUG"] ?? "") !== "";
  const folder = join(root, ".hearth", "log");
  const error = told instanceof HearthError ? told : unexpectedError(told, { folder, root, debug });
  const { json } = program.opts<{ json?: boolean }>();
  if (json === true && !hasPrinted()) process.stdout.write(`${jsonLine({ error: error.toJSON() })}\n`);
  process.stderr.write(`${error.format()}\n`);
  addToCopy(error.format());
  return error.exitCode;
}

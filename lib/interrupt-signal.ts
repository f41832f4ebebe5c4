import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

export interface InterruptOptions {
  /** What the person should do next, when it is known which command runs. */
  readonly hint: string | (() => string);
  /** Written to stderr at the first Ctrl-C. */
  readonly notice?: string;
  /** The exit code of a command that only reads: it ends at the first Ctrl-C and says nothing. Undefined where there is work to wait for. */
  readonly readerExit?: () => number | undefined;
}

/**
 * A signal that Ctrl-C and SIGTERM abort with INTERRUPTED, so that running work can stop cleanly. A second Ctrl-C or SIGTERM ends
 * the process at once. Call this once in a program.
 */
export function interruptSignal({ hint, notice, readerExit = () => undefined }: InterruptOptions): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    let isEnding = false;
    // One listener for both: between two listeners, a signal would take its default action and kill the process.
    process.on(name, () => {
      if (isEnding) process.exit(exitCodes.interrupted);
      isEnding = true;
      const exitCode = readerExit();
      if (notice !== undefined && exitCode === undefined) process.stderr.write(notice);
      controller.abort(
        new HearthError({
          code: "INTERRUPTED",
          message: `ended by ${name}`,
          hint: typeof hint === "string" ? hint : hint(),
        }),
      );
      // After the abort, whose listeners end the processes that were started.
      if (exitCode === undefined) return;
      // The terminal has written ^C on the line where the prompt would follow.
      if (process.stderr.isTTY) process.stderr.write("\n");
      process.exit(exitCode);
    });
  }
  return controller.signal;
}

import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

export interface InterruptOptions {
  /** What the person should do next, when it is known which command runs. */
  readonly hint: string | (() => string);
  /** Written to stderr at the first Ctrl-C. */
  readonly notice?: string;
}

/**
 * A signal that Ctrl-C and SIGTERM abort with INTERRUPTED, so that running work can stop cleanly. A second Ctrl-C or SIGTERM ends
 * the process at once. Call this once in a program.
 */
export function interruptSignal({ hint, notice }: InterruptOptions): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    let isEnding = false;
    // One listener for both: between two listeners, a signal would take its default action and kill the process.
    process.on(name, () => {
      if (isEnding) process.exit(exitCodes.interrupted);
      isEnding = true;
      if (notice !== undefined) process.stderr.write(notice);
      controller.abort(
        new HearthError({
          code: "INTERRUPTED",
          message: `ended by ${name}`,
          hint: typeof hint === "string" ? hint : hint(),
        }),
      );
    });
  }
  return controller.signal;
}

import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/**
 * Runs a program that Pulumi starts, and ends the process: the line that `main` gives goes to stdout with exit code 0, an error to
 * stderr with its own. The signal is aborted, with a HearthError, by SIGINT and SIGTERM.
 */
export async function runProgram(main: (signal: AbortSignal) => Promise<string>): Promise<never> {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      const message = `ended by ${signal}`;
      interrupt.abort(
        new HearthError({ code: "INTERRUPTED", message, hint: "Run `hearth up` again; it goes on from here." }),
      );
    });
  }
  try {
    process.stdout.write(`${await main(interrupt.signal)}\n`);
    // Connections that are kept for a next request would hold the program back.
    process.exit(exitCodes.success);
  } catch (thrown) {
    const said =
      thrown instanceof HearthError ? thrown.format() : thrown instanceof Error ? thrown.stack : String(thrown);
    process.stderr.write(`${said ?? ""}\n`);
    process.exit(thrown instanceof HearthError ? thrown.exitCode : exitCodes.failed);
  }
}

import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { interruptSignal } from "./interrupt-signal.ts";

/**
 * Runs `main` in a process that Pulumi started, and ends the process: the returned line goes to stdout with exit code 0, an error
 * to stderr with its own exit code. Pulumi's error quotes stderr. Ctrl-C and SIGTERM abort the signal.
 */
export async function runMain(main: (signal: AbortSignal) => Promise<string>): Promise<never> {
  const signal = interruptSignal({ hint: "Run `hearth up` again; it continues from here." });
  try {
    process.stdout.write(`${await main(signal)}\n`);
    // Kept-alive connections would keep the process running.
    process.exit(exitCodes.success);
  } catch (thrown) {
    process.stderr.write(`${textOf(thrown)}\n`);
    process.exit(thrown instanceof HearthError ? thrown.exitCode : exitCodes.failed);
  }
}

function textOf(thrown: unknown): string {
  if (thrown instanceof HearthError) return thrown.formatForQuoting();
  return `error INTERNAL: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
}

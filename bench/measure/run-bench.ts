import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { interruptSignal } from "../../lib/interrupt-signal.ts";
import { flag, UsageError, type Option } from "./option.ts";
import { readOptions, type ValuesOf } from "./read-options.ts";

export interface Bench<T> {
  /** What `--help` prints: usage, options, examples. */
  readonly usage: string;
  readonly options: T;
  /** Does the work and prints the figures. Removes what it has made also when the signal aborts. */
  readonly measure: (values: ValuesOf<T>, signal: AbortSignal) => Promise<void>;
}

export interface End {
  readonly exitCode: number;
  /** For stderr. */
  readonly text: string;
}

/** Runs a benchmark as this process's program, to its end. */
export async function runBench<T extends Readonly<Record<string, Option<unknown>>>>({
  usage,
  options,
  measure,
}: Bench<T>): Promise<never> {
  const signal = interruptSignal({ hint: "Run the benchmark again." });
  try {
    const { help, ...values } = readOptions({ ...options, help: flag }, process.argv.slice(2));
    if (help) process.stdout.write(usage);
    else await measure(values as unknown as ValuesOf<T>, signal);
    process.exit(0);
  } catch (thrown) {
    const { exitCode, text } = endOf(thrown, signal);
    process.stderr.write(`${text}\n`);
    process.exit(exitCode);
  }
}

/** How a benchmark ends by what was thrown. Only a bug shows its stack. */
export function endOf(thrown: unknown, signal: AbortSignal): End {
  if (signal.aborted) return { exitCode: exitCodes.interrupted, text: (signal.reason as Error).message };
  if (thrown instanceof UsageError) return { exitCode: exitCodes.usage, text: `${thrown.message} (see --help)` };
  if (thrown instanceof HearthError) return { exitCode: thrown.exitCode, text: thrown.format() };
  return { exitCode: exitCodes.failed, text: thrown instanceof Error ? (thrown.stack ?? "") : String(thrown) };
}

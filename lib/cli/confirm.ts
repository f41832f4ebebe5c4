import { createInterface, type Interface } from "node:readline/promises";
import { HearthError } from "@hearth/kernel/errors.ts";

export interface Removal {
  /** What has to be typed: the stack's name. */
  readonly word: string;
  /** From the option --yes. */
  readonly yes: boolean;
}

export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Returns if the removal may go on. Without --yes the stack's name has to be typed, or to be on stdin where a script runs the command.
 * Throws NOT_CONFIRMED.
 */
export async function confirm(
  removal: Removal,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
  signal?: AbortSignal,
): Promise<void> {
  if (removal.yes) return;
  const isTerminal = input.isTTY === true && output.isTTY === true;
  const lines = isTerminal ? createInterface({ input, output }) : createInterface({ input });
  try {
    const limit = isTerminal ? undefined : scriptLimitMs;
    const typed = await firstLine(lines, {
      prompt: isTerminal ? `Type ${removal.word} to go on: ` : "",
      limit,
      signal,
    });
    signal?.throwIfAborted();
    if (typed?.trim() === removal.word) return;
    if (!isTerminal && typed === undefined) {
      throw notConfirmed(
        "there is no terminal to ask on",
        "Add `--yes` to do it without a question, or `--dry-run` to only look.",
      );
    }
    throw notConfirmed(
      `${removal.word} was not typed, so nothing was done`,
      "Run the command again, or use `--dry-run` to only look.",
    );
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown;
  } finally {
    lines.close();
  }
}

/** A script that pipes the name has it there at once; a pipe that stays open without one must not hold up the command forever. */
const scriptLimitMs = 1_000;

interface Asked {
  readonly prompt: string;
  readonly limit: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Undefined if the input ends without a line, or none comes in time. */
function firstLine(lines: Interface, { prompt, limit, signal }: Asked): Promise<string | undefined> {
  return new Promise((resolve) => {
    // The last line needs no end; it comes just before the close.
    lines.once("line", resolve);
    lines.once("close", () => resolve(undefined));
    signal?.addEventListener("abort", () => resolve(undefined), { once: true });
    if (limit !== undefined) setTimeout(() => resolve(undefined), limit).unref();
    if (prompt === "") return;
    lines.setPrompt(prompt);
    lines.prompt();
  });
}

const notConfirmed = (message: string, hint: string): HearthError =>
  new HearthError({ code: "NOT_CONFIRMED", message, hint });

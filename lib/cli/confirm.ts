import { createInterface } from "node:readline/promises";
import { HearthError } from "@hearth/kernel/errors.ts";

export interface Removal {
  /** What has to be typed: the stack's name. */
  readonly word: string;
  /** From the option --yes. */
  readonly yes: boolean;
  /** Whether a script may do it without --yes, since nothing but a lab is lost. */
  readonly disposable: boolean;
}

export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Whether to go on, to ask, or to refuse. */
export function decide(removal: Omit<Removal, "word">, isTerminal: boolean): "go on" | "ask" | "refuse" {
  if (removal.yes) return "go on";
  if (isTerminal) return "ask";
  return removal.disposable ? "go on" : "refuse";
}

/** Returns if the removal may go on; asks on a terminal. Throws NOT_CONFIRMED. */
export async function confirm(
  removal: Removal,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
  signal?: AbortSignal,
): Promise<void> {
  const decision = decide(removal, input.isTTY === true && output.isTTY === true);
  if (decision === "go on") return;
  if (decision === "refuse") {
    throw notConfirmed(
      "there is no terminal to ask on",
      "Add `--yes` to do it without a question, or `--dry-run` to only look.",
    );
  }
  const lines = createInterface({ input, output });
  try {
    const question = lines.question(`Type ${removal.word} to go on: `, signal === undefined ? {} : { signal });
    const ended = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    const typed = await Promise.race([question, ended]);
    if (typed.trim() === removal.word) return;
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

const notConfirmed = (message: string, hint: string): HearthError =>
  new HearthError({ code: "NOT_CONFIRMED", message, hint });

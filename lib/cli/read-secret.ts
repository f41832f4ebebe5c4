import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { HearthError } from "@hearth/kernel/errors.ts";

interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Where the prompt is printed; what is typed is not shown. */
  readonly output: NodeJS.WritableStream;
}

/** Several times the length of the longest key seen. */
const longest = 4_096;

/** Reads one line, from a hidden prompt or stdin; never from the command line, where others can read it. Throws CONFIG_INVALID. */
export async function readSecret(
  question: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string> {
  const given =
    input.isTTY === true ? await typed(question, { input, output }) : await text(input as AsyncIterable<string>);
  const value = given.trim();
  if (value !== "" && value.length <= longest && !/\s/.test(value)) return value;
  throw new HearthError({
    code: "CONFIG_INVALID",
    message: value === "" ? "no value was given" : "the value has spaces or line breaks, or is too long",
    hint: `Give it as one line of at most ${longest} characters: \`hearth secrets create NAME <FILE\`.`,
  });
}

async function typed(question: string, { input, output }: Terminal): Promise<string> {
  output.write(question);
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: unseen, terminal: true });
  try {
    return await lines.question("");
  } finally {
    lines.close();
    output.write("\n");
  }
}

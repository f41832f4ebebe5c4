import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/** A program to run, as data: no shell reads it. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  /** In addition to Hearth's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunOptions {
  readonly folder: string;
  /** File that all of the program's output is appended to. */
  readonly output: string;
  readonly signal?: AbortSignal;
}

/** How much of a failed program's last output goes into the error's text. */
const lastCharacters = 400;

/** Runs a program and returns its stdout. Throws COMMAND_FAILED with the end of its output. */
export async function runProgram(command: Command, options: RunOptions): Promise<string> {
  await mkdir(dirname(options.output), { recursive: true });
  const output = createWriteStream(options.output, { flags: "a" });
  output.write(`$ ${[command.program, ...command.arguments].join(" ")}\n`);
  try {
    return await follow(command, options, (text) => output.write(text));
  } finally {
    output.end();
    await finished(output);
  }
}

function follow(command: Command, options: RunOptions, write: (text: string) => void): Promise<string> {
  const { folder, output, signal } = options;
  const child = spawn(command.program, command.arguments, {
    cwd: folder,
    env: { ...process.env, ...command.environment },
    stdio: ["ignore", "pipe", "pipe"],
    ...defined({ signal }),
  });
  let stdout = "";
  let last = "";
  const keep = (text: string): void => {
    write(text);
    last = (last + text).slice(-lastCharacters);
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    keep(text);
  });
  child.stderr.setEncoding("utf8").on("data", keep);
  return new Promise((resolve, reject) => {
    const fail = (because: string): void => {
      const failure = new HearthError({
        code: "COMMAND_FAILED",
        message: `${[command.program, ...command.arguments.slice(0, 1)].join(" ")}: ${because}`,
        hint: `Its whole output is in ${output}.`,
      });
      reject(signal?.aborted ? (signal.reason as Error) : failure);
    };
    child.on("error", (error) => fail(error.message));
    child.on("close", (code, killedBy) => {
      if (code === 0) resolve(stdout);
      else fail(`ended with ${String(killedBy ?? code)}: ${last.trim().split("\n").slice(-3).join(" / ")}`);
    });
  });
}

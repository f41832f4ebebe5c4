import { join } from "node:path";
import { createLog, fileSink, terminalSink, type Log } from "@hearth/kernel/log.ts";
import { stackFolder } from "../paths.ts";
import { stackEnvironment } from "../stack/pulumi/stack-environment.ts";
import { toolPath } from "../toolchain/installed/tool-path.ts";

/** What every command is given. */
export interface Context {
  readonly stack: string;
  readonly folder: string;
  readonly json: boolean;
  readonly log: Log;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** For Pulumi and our launchers. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface GlobalOptions {
  readonly stack: string;
  readonly json?: boolean;
}

export function makeContext({ stack, json = false }: GlobalOptions, signal: AbortSignal): Context {
  const folder = stackFolder(stack);
  const day = new Date().toISOString().slice(0, 10);
  return {
    stack,
    folder,
    json,
    log: createLog(terminalSink, fileSink(join(folder, "log", `hearth-${day}.jsonl`))),
    signal,
    environment: stackEnvironment(stack, toolPath()),
  };
}

let printed = false;

/** Whether a result stands on stdout already; then an error must not put a second JSON document there. */
export const hasPrinted = (): boolean => printed;

/** A command's result on stdout: JSON on one line with `--json`, else the text for a person. */
export function print(context: Pick<Context, "json">, result: { readonly json: unknown; readonly text: string }): void {
  printed = true;
  process.stdout.write(`${context.json ? JSON.stringify(result.json) : result.text}\n`);
}

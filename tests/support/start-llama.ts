import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { freePort } from "../../lib/free-port.ts";
import { toolBin } from "../../lib/toolchain/installed/tool-bin.ts";

export interface TestLlama extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** How it ended; undefined while it runs. */
  ended(): string | undefined;
}

/** A model of SmolLM2's size with a template that knows tools, unlike its own. */
export const toolsTemplate = join(import.meta.dirname, "../fixtures/llama/tools.jinja");

/** The same with a template that has no system message and demands that user and assistant take turns, as Gemma's. */
export const turnsTemplate = join(import.meta.dirname, "../fixtures/llama/turns.jinja");

export interface LlamaModel {
  readonly file: string;
  readonly context: number;
}

const labModel = (): LlamaModel => ({ file: toolBin("SmolLM2-135M-Instruct.Q4_1.gguf"), context: 2_048 });

/** The pinned llama-server with the lab's chat model, or another one, and the arguments of an expert's job, on one core. */
export async function startLlama(template?: string, model = labModel()): Promise<TestLlama> {
  const port = await freePort();
  const program = toolBin("llama-server");
  const child = spawn(
    program,
    [
      ...["--model", model.file, "--alias", "smollm2", "--ctx-size", String(model.context)],
      ...["--host", "127.0.0.1", "--port", String(port), "--threads", "1", "--offline", "--no-ui", "--no-slots"],
      ...["--metrics", "--fit", "off", "--cache-ram", "0", "--parallel", "5", "--kv-unified", "--batch-size", "128"],
      ...(template === undefined ? [] : ["--chat-template-file", template]),
    ],
    { stdio: "ignore", env: { ...process.env, LD_LIBRARY_PATH: dirname(program) } },
  );
  await once(child, "spawn");
  const exited = once(child, "exit");
  const ended = (): string | undefined =>
    child.exitCode === null && child.signalCode === null ? undefined : String(child.signalCode ?? child.exitCode);
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitFor({ what: "the chat model", limitMs: 60_000, intervalMs: 200 }, async () => {
      if (ended() !== undefined) throw new Error(`${program} ended with ${ended() ?? ""}`);
      const answer = await fetch(`${url}/health`).catch(() => undefined);
      return answer?.ok === true ? ready(undefined) : notYet("it loads");
    });
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { port, url, ended, [Symbol.asyncDispose]: stop };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { freePort } from "../../lib/free-port.ts";
import { toolBin } from "../../lib/toolchain/installed/tool-bin.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";

export interface TestEmbedder extends AsyncDisposable {
  readonly url: string;
}

/** The kit's llama-server with the kit's embedding model, on one core. */
export async function startEmbedder(signal: AbortSignal): Promise<TestEmbedder> {
  const port = await freePort();
  const program = toolBin("llama-server");
  const child = spawn(
    program,
    [
      ...["--model", toolBin("all-MiniLM-L6-v2.F16.gguf"), "--embedding", "--offline", "--no-ui"],
      ...["--host", "127.0.0.1", "--port", String(port)],
      ...["--threads", "1", "--ctx-size", "512", "--batch-size", "512", "--ubatch-size", "512", "--parallel", "1"],
    ],
    { stdio: "ignore", env: { ...process.env, LD_LIBRARY_PATH: dirname(program) } },
  );
  await once(child, "spawn");
  const exited = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitFor({ what: "the embedding model", limitMs: 60_000, intervalMs: 200, signal }, async () => {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
      const answer = await fetch(`${url}/health`).catch(() => undefined);
      return answer?.ok === true ? ready(undefined) : notYet("it loads");
    });
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { url, [Symbol.asyncDispose]: stop };
}

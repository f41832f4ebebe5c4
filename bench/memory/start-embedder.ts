import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { dirname } from "node:path";
import { toolBin } from "../../lib/toolchain/tool-bin.ts";
import { notYet, ready, waitFor } from "../../lib/wait.ts";

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
      ...[
        "--model",
        toolBin("all-MiniLM-L6-v2.F16.gguf"),
        "--embedding",
        "--host",
        "127.0.0.1",
        "--port",
        String(port),
      ],
      ...["--threads", "1", "--ctx-size", "512", "--batch-size", "512", "--ubatch-size", "512", "--parallel", "1"],
      ...["--offline", "--no-ui"],
    ],
    { stdio: "ignore", env: { ...process.env, LD_LIBRARY_PATH: dirname(program) } },
  );
  const url = `http://127.0.0.1:${port}`;
  await waitFor({ what: "the embedding model", limitMs: 60_000, intervalMs: 200, signal }, async () => {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    return answer?.ok === true ? ready(undefined) : notYet("it loads");
  });
  return {
    url,
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      child.kill();
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

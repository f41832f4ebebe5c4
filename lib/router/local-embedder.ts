import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Model } from "../config/derive/cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { ClusterClient } from "../http/cluster-client.ts";
import { nodeClient } from "../http/node-client.ts";
import { toolBin } from "../toolchain/installed/tool-bin.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { embedBy, type EmbedTexts } from "./embed-texts.ts";

export interface LocalEmbedder extends AsyncDisposable {
  readonly embed: EmbedTexts;
}

export interface LocalEmbedderOptions {
  readonly model: Pick<Model, "name" | "file" | "maxContext">;
  readonly signal: AbortSignal;
}

/**
 * A local llama-server with an embedding model of the toolchain, on a socket in a folder that only this user can enter; `await
 * using` stops it. It has one thread, as on a small node. Throws COMMAND_FAILED if it exits by itself.
 */
export async function startLocalEmbedder({ model, signal }: LocalEmbedderOptions): Promise<LocalEmbedder> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-embedder-"));
  const socketPath = join(folder, "llama.sock");
  const program = toolBin("llama-server");
  const context = String(model.maxContext);
  const child = spawn(
    program,
    [
      ...["--host", socketPath, "--model", toolBin(model.file), "--alias", model.name],
      ...["--embedding", "--parallel", "1", "--ctx-size", context, "--batch-size", context, "--ubatch-size", context],
      ...["--threads", "1", "--offline", "--no-ui", "--fit", "off", "--cache-ram", "0"],
    ],
    { stdio: "ignore", env: { ...process.env, LD_LIBRARY_PATH: dirname(program) } },
  );
  const client = nodeClient({ origin: "http://embedder", agent: new SocketAgent(socketPath) });
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitFor({ what: "the embedding model", limitMs: 60_000, intervalMs: 100, signal }, () =>
      isReady(child, client),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { embed: embedBy(client, model.name), [Symbol.asyncDispose]: stop };
}

/** Connections to a socket in the file system. */
class SocketAgent extends Agent {
  readonly #path: string;

  constructor(path: string) {
    super({ keepAlive: true });
    this.#path = path;
  }

  createConnection(): Socket {
    return connect(this.#path);
  }
}

async function isReady(child: ChildProcess, client: ClusterClient) {
  if (child.pid === undefined || child.exitCode !== null) {
    throw new HearthError({
      code: "COMMAND_FAILED",
      message: "llama-server ended before its model was loaded",
      hint: "Install it again with `hearth tools install llama.cpp`.",
    });
  }
  try {
    const { status } = await client({ method: "GET", path: "/health" });
    return status === 200 ? ready(undefined) : notYet("the model is loading");
  } catch {
    return notYet("llama-server does not listen yet");
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill();
  });
}

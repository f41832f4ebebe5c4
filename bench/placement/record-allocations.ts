import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { freePort } from "../../lib/free-port.ts";
import { factsOf } from "../../lib/models/gguf/facts-of.ts";
import { readGgufFile } from "../../lib/models/gguf/read-gguf.ts";
import type { Serving } from "../../lib/placement/memory-model.ts";
import { root } from "../../lib/paths.ts";
import { toolBin } from "../../lib/toolchain/installed/tool-bin.ts";
import type { Combination, Recorded } from "../../lib/placement/recorded-allocation.ts";
import { combinations } from "./combinations.ts";

/* Starts the pinned llama-server once for each combination, and records which buffers its log names. */

const program = toolBin("llama-server");
const environment = { ...process.env, LD_LIBRARY_PATH: dirname(program) };
const logged = /^.*\b(?:model|KV|output|compute|RS) buffer size = .*$/gm;
const limitMs = 120_000;

const servingArguments = ({ context, slots, kvType, batch, flashAttention = true }: Serving): readonly string[] => [
  ...["--ctx-size", String(context), "--parallel", String(slots), "--kv-unified"],
  ...["--batch-size", String(batch), "--ubatch-size", String(batch)],
  ...["--cache-type-k", kvType, "--cache-type-v", kvType, "--flash-attn", flashAttention ? "on" : "off"],
];

async function record({ name, model, serving, split }: Combination): Promise<Recorded> {
  const file = toolBin(model);
  const isEmbedding = serving.batch === serving.context;
  await using worker = split === undefined ? undefined : await startWorker();
  const child = spawn(
    program,
    [
      ...["--model", file, "--host", "127.0.0.1", "--port", String(await freePort()), "--threads", "1"],
      ...["--offline", "--no-ui", "--no-slots", "--fit", "off", "--cache-ram", "0", "--no-warmup", "--verbosity", "4"],
      ...(isEmbedding ? ["--embedding"] : []),
      ...servingArguments(serving),
      ...(worker && split
        ? ["--rpc", worker.address, "--device", "RPC0", "--gpu-layers", String(split), "--tensor-split", "1"]
        : []),
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: environment },
  );
  let log = "";
  const isUp = new Promise<void>((resolve, reject) => {
    const hear = (text: string): void => {
      log += text;
      if (log.includes("listening on")) resolve();
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.once("exit", () => reject(new Error(`${name}: llama-server ended\n${log.slice(-2_000)}`)));
    AbortSignal.timeout(limitMs).addEventListener("abort", () => reject(new Error(`${name}: not up in time`)));
  });
  try {
    await isUp;
  } finally {
    child.removeAllListeners("exit");
    const gone = once(child, "exit");
    if (child.kill("SIGKILL")) await gone;
  }
  const facts = factsOf([await readGgufFile(file)]);
  const lines = (log.match(logged) ?? []).map((line) => line.replace(/^[\d.]+ \w +/, "").replace(/ +/g, " "));
  return { name, model, serving, ...(split !== undefined && { split }), facts, log: lines };
}

async function startWorker(): Promise<AsyncDisposable & { readonly address: string }> {
  const port = await freePort();
  const child = spawn(toolBin("ggml-rpc-server"), ["--host", "127.0.0.1", "--port", String(port), "--threads", "1"], {
    stdio: "ignore",
    env: environment,
  });
  const gone = once(child, "exit");
  // It keeps its words to itself, and a connection would count as its one client.
  await waitFor({ what: "the worker", limitMs: 10_000, intervalMs: 100 }, () =>
    Promise.resolve(isListening(port) ? ready(undefined) : notYet("it starts")),
  );
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
  };
  return { address: `127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
}

/** State 0A of /proc/net/tcp. */
const isListening = (port: number): boolean =>
  new RegExp(`:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 0A`).test(
    readFileSync("/proc/net/tcp", "utf8"),
  );

const recorded: Recorded[] = [];
for (const combination of combinations) {
  try {
    recorded.push(await record(combination));
    process.stderr.write(`recorded: ${combination.name}\n`);
  } catch (thrown) {
    process.stderr.write(
      `left out: ${combination.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`,
    );
  }
}
const text = `${JSON.stringify(recorded, null, 1)}\n`;
if (process.argv.includes("--write")) writeFileSync(join(root, "tests/fixtures/placement/allocations.json"), text);
else process.stdout.write(text);

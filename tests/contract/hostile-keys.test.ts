import { spawn, type ChildProcess } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { scopes } from "@hearth/contracts/memory/api/endpoint.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { startFakeConsul } from "../../apps/gateway/test/fake-consul.ts";
import { freePort } from "../../lib/free-port.ts";
import { root } from "../../lib/paths.ts";
import { startLlama } from "../support/start-llama.ts";
import { isThorough } from "../support/thorough.ts";
import type { Api } from "./hostile-attacks.ts";

/*
 * Gateway and memory service as processes of their own, with the pinned llama-server, while one key does all that it can to them from another
 * address: every request of the other key has to be answered. HEARTH_HOSTILE_SECONDS says for how long, a minute by default.
 */

const seconds = Number(process.env["HEARTH_HOSTILE_SECONDS"] ?? 60);
/**
 * Later than this, an answer counts as hung. A chat waits until one of the four that llama-server computes has ended, which takes half a
 * minute on a computer that has other work as well.
 */
const hungMs = 180_000;
const folder = mkdtempSync(join(tmpdir(), "hearth-hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};
const keys = ["good", "bad"].map((id) => ({ id, sha256: hash("sha256", `${id}-secret`) }));

interface Program extends AsyncDisposable {
  readonly port: number;
  readonly child: ChildProcess;
}

async function start(app: string, variable: string, config: object): Promise<Program> {
  const port = await freePort();
  const configFile = file(`${app}.json`, { listen: { address: "127.0.0.1", port }, ...config });
  const child = spawn(process.execPath, [join(root, "apps", app, "src/server.ts")], {
    stdio: ["ignore", "ignore", "ignore"],
    env: { [variable]: configFile },
  });
  await waitFor({ what: app, limitMs: 30_000, intervalMs: 100 }, async () => {
    if (child.exitCode !== null) throw new Error(`${app} ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    return answer?.ok === true ? ready(undefined) : notYet("it starts");
  });
  const stop = async (): Promise<void> => {
    const exited = once(child, "exit");
    if (child.exitCode === null && child.signalCode === null && child.kill("SIGKILL")) await exited;
  };
  return { port, child, [Symbol.asyncDispose]: stop };
}

const chat = (content: string, more: object): string =>
  JSON.stringify({ model: "auto", messages: [{ role: "user", content }], ...more });

const gatewayApi: Api = {
  path: "/v1/chat/completions",
  stream: { path: "/v1/chat/completions", body: chat("Tell me a story.", { stream: true, max_tokens: 64 }) },
  heavy: [
    { path: "/v1/chat/completions", body: chat("Count to a hundred. ".repeat(40), { max_tokens: 32 }) },
    { path: "/v1/messages", body: chat("Go on.", { max_tokens: 32 }) },
    {
      path: "/v1/responses",
      body: JSON.stringify({ model: "auto", input: "Go on. ".repeat(200), max_output_tokens: 16 }),
    },
    { path: "/api/chat", body: chat("Go on.", { stream: false, options: { num_predict: 16 } }) },
  ],
};

const headings = `${`# ${"long ".repeat(2_000)}\n\n`.repeat(4)}${"A paragraph.\n\n".repeat(2_000)}`;
const memoryApi: Api = {
  path: "/v1/memories",
  heavy: [
    { path: "/v1/documents", body: JSON.stringify({ title: "long", format: "markdown", text: headings }) },
    { path: "/v1/memories/search", body: JSON.stringify({ query: "what is long ".repeat(200), limit: 50 }) },
    { path: "/v1/memories", body: JSON.stringify({ text: "x ".repeat(8_000) }) },
    {
      path: "/v1/skills",
      body: JSON.stringify({
        name: "slow",
        description: "slow",
        steps: ["wait"],
        parameters: { type: "object", properties: { a: { type: "string", pattern: "^(a|a)*$" } } },
      }),
    },
    {
      path: "/mcp",
      body: JSON.stringify({
        ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
        params: { name: "memory_add", arguments: { text: "long ".repeat(2_000) } },
      }),
    },
  ],
};

interface Question {
  readonly port: number;
  readonly path: string;
  readonly body?: string;
}

/** What came of the other key's requests, and how long each took. */
class Ledger {
  readonly answered = new Map<string, number[]>();
  readonly lost: string[] = [];

  /** How often an answer was to come again later, which the official clients do twice by themselves. */
  later = 0;

  /** Asks, and reads the whole answer. */
  async ask({ port, path, body }: Question, retries = 2): Promise<void> {
    const began = performance.now();
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: "Bearer good-secret", "content-type": "application/json" },
        signal: AbortSignal.timeout(hungMs),
        ...(body !== undefined && { body }),
      });
      const said = await answer.text();
      const wait = answer.headers.get("retry-after");
      if (answer.status === 503 && wait !== null && retries > 0) {
        this.later += 1;
        await pause(Number(wait) * 1_000);
        await this.ask({ port, path, ...(body !== undefined && { body }) }, retries - 1);
        return;
      }
      if (answer.status >= 300) throw new Error(`${answer.status} ${said.slice(0, 200)}`);
      this.answered.set(path, [...(this.answered.get(path) ?? []), performance.now() - began]);
    } catch (thrown) {
      const after = ((performance.now() - began) / 1_000).toFixed(1);
      this.lost.push(`${path} after ${after} s: ${String(thrown)}`);
    }
  }

  /** A line for each path: how many, and how long the middle and the slowest took. */
  report(): readonly string[] {
    return [...this.answered].map(([path, times]) => {
      const sorted = times.toSorted((a, b) => a - b);
      const at = (share: number): string => `${Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)} ms`;
      return `${path}: ${sorted.length} answered, p50 ${at(0.5)}, p99 ${at(0.99)}, slowest ${at(1)}`;
    });
  }
}

test.runIf(isThorough)(
  "while one key does its worst, every request of another is answered",
  { timeout: (seconds + 300) * 1_000 },
  async () => {
    await using consul = await startFakeConsul();
    await using llama = await startLlama();
    consul.set({ "expert-chat": { meta: { kind: "chat", model: "smollm2", expert: "chat" }, ports: [llama.port] } });
    await using gateway = await start("gateway", "HEARTH_GATEWAY_CONFIG", {
      consul: { url: consul.origin },
      keysFile: file("gateway-keys.json", { keys }),
      admission: { perInstance: 4 },
    });
    const owners = keys.map((key) => ({ ...key, tenant: key.id, scopes }));
    await using memory = await start("memory", "HEARTH_MEMORY_CONFIG", {
      keysFile: file("memory-keys.json", { keys: owners }),
      store: { engine: "sqlite", file: join(folder, "memory.db") },
    });
    const questions: readonly Question[] = [
      { port: gateway.port, path: "/v1/models" },
      { port: gateway.port, path: "/v1/chat/completions", body: chat("Say hello.", { max_tokens: 4 }) },
      { port: memory.port, path: "/v1/memories", body: JSON.stringify({ text: "The cat is called Minka." }) },
      { port: gateway.port, path: "/v1/messages", body: chat("Say hello.", { stream: true, max_tokens: 4 }) },
      { port: memory.port, path: "/v1/memories/search", body: JSON.stringify({ query: "cat" }) },
    ];
    const targets = [
      { port: gateway.port, key: "bad-secret", api: gatewayApi },
      { port: memory.port, key: "bad-secret", api: memoryApi },
    ];
    const attackers = spawn(
      process.execPath,
      [join(import.meta.dirname, "hostile-attacks.ts"), JSON.stringify(targets)],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const counts = text(attackers.stdout);
    const ledger = new Ledger();
    const until = performance.now() + seconds * 1_000;
    // One at a time of each, as a person's programs ask; a chat more often than the model answers would be an attack too.
    const asking = questions.map(async (question) => {
      while (performance.now() < until) {
        await ledger.ask(question);
        await pause(200);
      }
    });
    await Promise.all(asking);
    attackers.kill("SIGTERM");
    process.stderr.write(`${[...ledger.report(), `${ledger.later} told to come later`, await counts].join("\n")}\n`);
    expect(ledger.lost).toEqual([]);
    expect([...ledger.answered.keys()].toSorted()).toEqual(questions.map(({ path }) => path).toSorted());
    // No attack may have been left out.
    expect(Object.keys(JSON.parse(await counts) as object).length).toBe(13);
    expect([gateway.child.exitCode, memory.child.exitCode, llama.ended()]).toEqual([null, null, undefined]);
  },
);

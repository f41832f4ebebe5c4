import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hash, randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scopes, type KeyScope } from "@hearth/contracts/memory/api/endpoint.ts";
import { memoryConfigSchema } from "@hearth/contracts/memory/memory-config.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { startMemory } from "../src/memory.ts";

export interface TestKey {
  readonly id: string;
  readonly tenant: string;
  readonly agent?: string;
  readonly scopes?: readonly KeyScope[];
}

export interface TestMemoryOptions {
  readonly keys?: readonly TestKey[];
  /** Overrides of the test configuration. */
  readonly config?: object;
  readonly now?: () => number;
}

export interface Reply {
  readonly status: number;
  /** Parsed JSON, or `{ text }` for anything else. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

export type TestMemory = Awaited<ReturnType<typeof startTestMemory>>;

/** A memory service with its own folder and port; the secrets of its keys are `<id>-secret`. */
export async function startTestMemory({
  keys = [{ id: "home", tenant: "home" }],
  config = {},
  now,
}: TestMemoryOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "hearth-memory-"));
  const keysFile = join(folder, "keys.json");
  const encryptionKeysFile = join(folder, "encryption.json");
  const log: Record<string, unknown>[] = [];
  const note =
    (level: string) =>
    (event: string, fields: object = {}) =>
      void log.push({ level, event, ...fields });
  writeKeys(keys);
  writeEncryptionKeys("first");
  const parsed = memoryConfigSchema.parse({
    listen: { address: "127.0.0.1", port: 0 },
    store: { engine: "sqlite", file: join(folder, "memory.db") },
    keysFile,
    encryptionKeysFile,
    backups: { folder: join(folder, "backups"), keep: 2 },
    ...config,
  });
  const start = () =>
    startMemory(parsed, { info: note("info"), warn: note("warn"), error: note("error"), flush: () => undefined }, now);
  let memory = await start();

  function writeKeys(given: readonly TestKey[]): void {
    const file = given.map(({ id, tenant, agent, scopes: own = scopes }) => ({
      id,
      tenant,
      ...defined({ agent }),
      scopes: own,
      sha256: hash("sha256", `${id}-secret`),
    }));
    writeFileSync(keysFile, JSON.stringify({ keys: file }));
  }

  /** Newest first; each id stands for its own random key. */
  function writeEncryptionKeys(...ids: readonly string[]): void {
    const file = ids.map((id) => ({ id, base64: (secrets[id] ??= randomBytes(32)).toString("base64") }));
    writeFileSync(encryptionKeysFile, JSON.stringify({ keys: file }));
  }

  /** `line`: method and path, such as `POST /v1/memories`. Uses the key `home` by default. */
  async function send(line: string, body?: unknown, key = "home"): Promise<Reply> {
    const [method = "", path = ""] = line.split(" ");
    const response = await fetch(`http://127.0.0.1:${memory.address.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}-secret`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get("content-type") === "application/json";
    return {
      status: response.status,
      body: (json ? JSON.parse(text) : { text }) as Reply["body"],
      headers: response.headers,
    };
  }

  return {
    folder,
    log,
    send,
    writeKeys,
    writeEncryptionKeys,
    get port() {
      return memory.address.port;
    },
    reload: () => memory.reloadKeys(),
    /** Stops it cleanly and starts it again on the same data. */
    async restart() {
      await memory.drain();
      memory = await start();
    },
    async close() {
      await memory.drain();
      rmSync(folder, { recursive: true });
    },
  };
}

const secrets: Record<string, Buffer> = {};

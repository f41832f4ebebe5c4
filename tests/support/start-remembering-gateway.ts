import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import { startTestMemory } from "../../apps/memory/test/start-test-memory.ts";
import type { MemoriesConfig } from "@hearth/contracts/gateway/memories-config.ts";
import {
  answerJson,
  chatAnswer,
  startFakeExpert,
  type Behaviour,
  type FakeExpert,
} from "../../apps/gateway/test/fake-expert.ts";
import { bearer, keyRecord, putKey } from "../../apps/gateway/test/key-record.ts";
import {
  chatBody,
  chatService,
  startTestGateway,
  type TestGateway,
  type TestGatewayOptions,
} from "../../apps/gateway/test/start-test-gateway.ts";

export interface RememberingGateway extends AsyncDisposable {
  readonly gateway: TestGateway;
  readonly expert: FakeExpert;
  /** Keeps a memory of ann's, unless it says of whom it is. */
  remember(text: string, more?: object, key?: string): Promise<void>;
  /** Makes a key of that name, for ann's memories by default. */
  addKey(id: string, terms?: Partial<KeyRecord>): Promise<void>;
  ask(
    body?: object,
    more?: { readonly path?: string; readonly key?: string; readonly headers?: object },
  ): Promise<Response>;
  /** The body of the last request to the expert. */
  lastAsked(): { readonly messages: readonly { readonly role: string; readonly content: string }[] };
}

export interface RememberingOptions {
  readonly expert?: Behaviour;
  /** False: the gateway is not told of a memory service. */
  readonly memories?: Partial<MemoriesConfig> | false;
  /** Of what listens in the place of a real memory service. */
  readonly memoryPort?: number;
  readonly config?: TestGatewayOptions["config"];
  /** Of the expert, in Consul. */
  readonly meta?: Readonly<Record<string, string>>;
}

const memoryKeys = [
  { id: "home", tenant: "home" },
  { id: "shop", tenant: "shop" },
  { id: "gateway", tenant: "home", scopes: ["context"] },
] as const;

/** A gateway with an expert and a real memory service, whose tenants are `home`, the gateway's own, and `shop`; a key `phone` has ann's memories. */
export async function startRememberingGateway(options: RememberingOptions = {}): Promise<RememberingGateway> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-remembering-"));
  const keyFile = join(folder, "memory");
  writeFileSync(keyFile, "gateway-secret\n");
  const expert = await startFakeExpert(options.expert ?? answerJson(chatAnswer));
  const memory = options.memoryPort === undefined ? await startTestMemory({ keys: memoryKeys }) : undefined;
  const { meta = {}, ports } = chatService(expert);
  const gateway = await startTestGateway({
    services: {
      "expert-chat": { meta: { ...meta, ...options.meta }, ports },
      memory: { tags: [], ports: [options.memoryPort ?? memory?.port ?? 0] },
    },
    config: {
      // A machine that runs all tests at once is slow.
      ...(options.memories === false ? {} : { memories: { keyFile, deadlineMs: 5_000, ...options.memories } }),
      ...options.config,
    },
  });
  const addKey = async (id: string, terms: Partial<KeyRecord> = {}): Promise<void> => {
    putKey(gateway.consul, keyRecord(id, { memories: { user: "ann", limit: 8, tokens: 400 }, ...terms }));
    await expect
      .poll(async () => (await fetch(`${gateway.url}/v1/models`, { headers: bearer(id) })).status, { interval: 5 })
      .toBe(200);
  };
  await addKey("phone");
  const isFound = () => options.memories === false || gateway.lines.some((line) => line.includes('"memory service"'));
  await expect.poll(isFound, { interval: 5 }).toBe(true);
  return {
    gateway,
    expert,
    addKey,
    async remember(text, more = {}, key = "home") {
      const kept = await memory?.send("POST /v1/memories", { text, user: "ann", ...more }, key);
      expect(kept?.status).toBe(201);
    },
    ask: (body = chatBody, { path = "/v1/chat/completions", key = "phone", headers = {} } = {}) =>
      fetch(gateway.url + path, {
        method: "POST",
        headers: { ...bearer(key), ...headers },
        body: JSON.stringify(body),
      }),
    lastAsked: () => JSON.parse(expert.asked.at(-1)?.body ?? "") as ReturnType<RememberingGateway["lastAsked"]>,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await Promise.all([memory?.close(), expert[Symbol.asyncDispose]()]);
      rmSync(folder, { recursive: true });
    },
  };
}

import { hash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scopes } from "@hearth/contracts/memory/api/endpoint.ts";
import { fetchTransport } from "@hearth/service/http/fetch-transport.ts";
import { createMemoryClient, type MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { memoryConfigSchema } from "@hearth/contracts/memory/memory-config.ts";
import { startMemory } from "../../apps/memory/src/memory.ts";
import { createJsonLog } from "@hearth/service/json-log.ts";

export interface TestService extends AsyncDisposable {
  readonly client: MemoryClient;
}

/** The whole memory service in this process, with the embedding expert at `embedder`. */
export async function startService(
  embedder: string,
  { glossGerman = true }: { readonly glossGerman?: boolean } = {},
): Promise<TestService> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-bench-memory-"));
  const key = randomBytes(16).toString("hex");
  const keysFile = join(folder, "keys.json");
  const keys = [{ id: "bench", sha256: hash("sha256", key), tenant: "bench", scopes: [...scopes] }];
  writeFileSync(keysFile, JSON.stringify({ keys }));
  const config = memoryConfigSchema.parse({
    listen: { address: "127.0.0.1", port: 0 },
    store: { engine: "sqlite", file: join(folder, "memory.sqlite") },
    keysFile,
    embeddings: { url: embedder, model: "all-minilm-l6-v2", glossGerman },
    rate: { requestsPerSecond: 10_000, burst: 10_000 },
  });
  const memory = await startMemory(
    config,
    createJsonLog(() => undefined),
  );
  const client = createMemoryClient({ transport: fetchTransport(`http://127.0.0.1:${memory.address.port}`), key });
  return {
    client,
    async [Symbol.asyncDispose]() {
      await memory.drain();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { version } from "@hearth/kernel/version.ts";
import type { AddressInfo } from "node:net";
import { readJsonFile } from "@hearth/service/read-json-file.ts";
import { createDrain } from "@hearth/service/http/create-drain.ts";
import { createHttpServer, listen } from "@hearth/service/http/http-server.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { exportTenant, importTenant } from "./administration/transfer.ts";
import { createApp } from "./app.ts";
import type { MemoryConfig } from "@hearth/contracts/memory/memory-config.ts";
import { Summariser } from "./conversations/summariser.ts";
import { Embedder } from "./embedding/embedder.ts";
import { encryptionKeysSchema } from "@hearth/contracts/memory/encryption-keys.ts";
import { Sealer } from "./encryption/sealer.ts";
import { mcpPage } from "./http/mcp-page.ts";
import { openPages } from "./http/open-pages.ts";
import { keyFileSchema } from "@hearth/contracts/memory/key-file.ts";
import { KeyRing } from "./keys/key-ring.ts";
import { readKeyRecords } from "./keys/read-key-records.ts";
import { RateLimiter } from "./keys/rate-limiter.ts";
import { Consolidator } from "./memories/consolidator.ts";
import { MemoryMetrics } from "./metrics/memory-metrics.ts";
import { Searcher } from "./search/searcher.ts";
import type { Core } from "./service/core.ts";
import { KeyedLock } from "./service/keyed-lock.ts";
import { Ledger } from "./service/ledger.ts";
import { startMaintenance } from "./maintenance.ts";
import { memoryService } from "./memory-service.ts";
import { openStore } from "./engines/open-store.ts";

const dayMs = 86_400_000;

/** A running memory service. */
export interface Memory {
  readonly address: AddressInfo;
  /** Reads the key files again. Throws if one is not valid; the old keys then stay in use. */
  reloadKeys(): void;
  /** Stops accepting requests, lets running answers finish up to the configured limit, and closes the store. */
  drain(): Promise<void>;
}

/** Composes the service and listens. Throws HearthError for a bad file, StoreError `broken`, and what `listen` throws. */
export async function startMemory(config: MemoryConfig, log: JsonLog, now: () => number = Date.now): Promise<Memory> {
  const { retention, quotas, embeddings, chat } = config;
  const readKeys = () => readJsonFile(config.keysFile, keyFileSchema);
  const readSecrets = () =>
    config.encryptionKeysFile === undefined ? undefined : readJsonFile(config.encryptionKeysFile, encryptionKeysSchema);
  const readRecords = () => (config.keyRecordsFile === undefined ? [] : readKeyRecords(config.keyRecordsFile, log));
  const keys = new KeyRing(readKeys(), readRecords(), now);
  const sealer = new Sealer(readSecrets());
  const store = await openStore(config.store);

  const embedder =
    embeddings === undefined
      ? undefined
      : new Embedder({
          store,
          log,
          expert: embeddings,
          batch: embeddings.batch,
          glossGerman: embeddings.glossGerman,
          queryLimitMs: config.timeouts.queryEmbeddingMs,
        });
  const summariser = chat === undefined ? undefined : new Summariser({ store, log, expert: chat, now });
  const core: Core = {
    store,
    sealer,
    now,
    locks: new KeyedLock(),
    ledger: new Ledger({
      store,
      now,
      quotas,
      auditMs: retention.auditDays * dayMs,
      changed: () => embedder?.nudge(),
    }),
    searcher: new Searcher({
      store,
      now,
      embedQuery: (text) => embedder?.query(text) ?? Promise.resolve(undefined),
    }),
  };
  const consolidator = config.duplicates.byMeaning ? new Consolidator(core, config.duplicates, log) : undefined;
  const metrics = new MemoryMetrics({
    unembedded: () => (embedder === undefined ? Promise.resolve(0) : store.unembeddedCount(embedder.model)),
    embeddingsAvailable: () => embedder?.available ?? false,
    uncompared: () => consolidator?.waiting ?? 0,
  });
  const { server } = createHttpServer(config);
  const drain = createDrain(server);
  server.on(
    "request",
    createApp({
      handlers: memoryService(core, {
        conversations: {
          ...config.conversations,
          turnsMs: retention.turnsDays * dayMs,
          expert: summariser !== undefined,
        },
        skillVersions: retention.skillVersions,
        administration: { quotas, backups: config.backups },
      }),
      pages: openPages({
        store,
        metrics,
        metricsAccess: config.metricsAccess,
        keys,
        version,
        draining: () => !server.listening,
        mcp: mcpPage({
          keys,
          origin: () => originOf(server.address() as AddressInfo),
        }),
        embeddings: () => (embedder === undefined ? "none" : embedder.available ? "available" : "away"),
      }),
      exportTo: (caller, response) => exportTenant(core, caller, response),
      importFrom: (caller, body) => importTenant(core, caller, body),
      keys,
      rates: new RateLimiter(config.rate),
      metrics,
      log,
      bodyLimitBytes: config.limits.bodyBytes,
      inFlightLimit: config.limits.inFlight,
    }),
  );
  const address = await listen(server, config.listen).catch(async (thrown: unknown) => {
    await store.close();
    throw thrown;
  });
  embedder?.start(async (records) => consolidator?.compare(records));
  const stopMaintenance = startMaintenance({ store, log, now, summariser });
  log.info("listening", { address: address.address, port: address.port, keys: keys.size });

  return {
    address,
    reloadKeys() {
      const [callers, records, secrets] = [readKeys(), readRecords(), readSecrets()];
      keys.replace(callers, records);
      sealer.replace(secrets);
      log.info("keys read", { keys: keys.size });
    },
    async drain() {
      await drain(config.timeouts.drainMs);
      await Promise.all([embedder?.stop(), stopMaintenance()]);
      await store.close();
      log.info("stopped");
    },
  };
}

/** The address at which the service reaches itself. */
const originOf = ({ address, family, port }: AddressInfo): string =>
  `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;

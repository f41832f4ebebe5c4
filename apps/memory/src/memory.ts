import { messageOf } from "@hearth/kernel/errors.ts";
import { version } from "@hearth/kernel/version.ts";
import type { AddressInfo } from "node:net";
import { readJsonFile } from "@hearth/service/read-json-file.ts";
import { createDrain } from "@hearth/service/http/create-drain.ts";
import { createHttpServer, listen } from "@hearth/service/http/http-server.ts";
import { limitConnections } from "@hearth/service/http/limit-connections.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { exportTenant, importTenant } from "./administration/transfer.ts";
import { createApp } from "./app.ts";
import type { MemoryConfig } from "@hearth/contracts/memory/memory-config.ts";
import { Summariser } from "./conversations/summariser.ts";
import { tokenRoom } from "./embedding/fit-text.ts";
import { Embedder } from "./embedding/embedder.ts";
import { encryptionKeysSchema } from "@hearth/contracts/memory/encryption-keys.ts";
import { DataKeys } from "./encryption/data-keys.ts";
import { SealedStore } from "./encryption/sealed-store.ts";
import { Sealer } from "./encryption/sealer.ts";
import { mcpPage } from "./http/mcp-page.ts";
import { openPages } from "./http/open-pages.ts";
import { keyFileSchema } from "@hearth/contracts/memory/key-file.ts";
import { Interpreter } from "./interpreter/interpreter.ts";
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
  const plain = await openStore(config.store);
  const dataKeys = new DataKeys(plain, sealer);
  const store = new SealedStore(plain, dataKeys);

  const embedder =
    embeddings === undefined
      ? undefined
      : new Embedder({
          store,
          log,
          expert: embeddings,
          batch: embeddings.batch,
          contextTokens: embeddings.contextTokens,
          glossGerman: embeddings.glossGerman,
          queryLimitMs: config.timeouts.queryEmbeddingMs,
        });
  const summariser = chat === undefined ? undefined : new Summariser({ store, log, expert: chat, now });
  const documents = new Interpreter({ limitMs: 20_000, heapMiB: 160, growthMiB: 224, waitingPerKey: 8 });
  const schemas = new Interpreter({ limitMs: 1_000, heapMiB: 48, growthMiB: 96, waitingPerKey: 64 });
  const core: Core = {
    store,
    sealer,
    dataKeys,
    now,
    locks: new KeyedLock(),
    documents,
    passageTokens: embeddings === undefined ? undefined : tokenRoom(embeddings.contextTokens),
    schemas,
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
  const { server, reloadCertificate } = createHttpServer(config);
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
          allowedOrigins: config.allowedOrigins,
          origin: () => originOf(server.address() as AddressInfo, config.tls !== undefined),
        }),
        embeddings: () => (embedder === undefined ? "none" : embedder.available ? "available" : "away"),
      }),
      exportTo: (caller, response) => exportTenant(core, caller, response),
      importFrom: (caller, body) => importTenant(core, caller, body),
      keys,
      rates: new RateLimiter(config.rate),
      metrics,
      log,
      limits: config.limits,
      isTooMany: limitConnections(server, config.limits),
    }),
  );
  const address = await listen(server, config.listen).catch(async (thrown: unknown) => {
    await store.close();
    throw thrown;
  });
  embedder?.start(async (records) => consolidator?.compare(records));
  const stopping = new AbortController();
  const sealing = store.sealOlder(stopping.signal).then(
    (records) => {
      if (records > 0) log.info("encrypted older records", { records });
    },
    (thrown: unknown) => log.error("older records not encrypted", { because: messageOf(thrown) }),
  );
  const stopMaintenance = startMaintenance({ store, ledger: core.ledger, log, now, summariser });
  log.info("listening", { address: address.address, port: address.port, keys: keys.size });

  return {
    address,
    reloadKeys() {
      const [callers, records, secrets] = [readKeys(), readRecords(), readSecrets()];
      keys.replace(callers, records);
      sealer.replace(secrets);
      reloadCertificate();
      log.info("keys read", { keys: keys.size });
    },
    async drain() {
      await drain(config.timeouts.drainMs);
      stopping.abort();
      await Promise.all([sealing, embedder?.stop(), stopMaintenance(), documents.close(), schemas.close()]);
      await store.close();
      log.info("stopped");
    },
  };
}

/** The address at which the service reaches itself. */
const originOf = ({ address, family, port }: AddressInfo, isSecure: boolean): string =>
  `${isSecure ? "https" : "http"}://${family === "IPv6" ? `[${address}]` : address}:${port}`;

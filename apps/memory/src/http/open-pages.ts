import { sendJson } from "@hearth/service/http/send-json.ts";
import { ApiError } from "../api/api-error.ts";
import type { KeyScope } from "@hearth/contracts/memory/api/endpoint.ts";
import type { Caller, KeyRing } from "../keys/key-ring.ts";
import type { MemoryMetrics } from "../metrics/memory-metrics.ts";
import type { Store } from "../store/store.ts";
import type { Exchange } from "./exchange.ts";
import { describeMemory } from "./open-api.ts";

interface PageSources {
  readonly store: Store;
  readonly metrics: MemoryMetrics;
  readonly metricsAccess: "open" | "key";
  readonly keys: KeyRing;
  readonly draining: () => boolean;
  readonly embeddings: () => "available" | "away" | "none";
  readonly version: string;
  /** Answers MCP's streamable HTTP at `/mcp`. */
  readonly mcp: Page;
}

/** How a page lets callers in, and reads bodies, as the API does. */
export interface Gate {
  /** Throws ApiError unless the key has one of the scopes, and is within its limits. */
  admit(exchange: Exchange, scopes: readonly KeyScope[]): Caller;
  /** The body, bounded with all others. Throws FrameError and ApiError. */
  readBody(exchange: Exchange, caller: Caller): Promise<Buffer>;
}

export type Page = (exchange: Exchange, gate: Gate) => Promise<void>;

/**
 * `/health`: the process is alive; it touches no disk. `/health/ready` checks that the store can be written: 503 if not, and while the
 * service drains. An unavailable embedding expert does not make the service unready.
 */
export function openPages(sources: PageSources): Readonly<Record<string, Page>> {
  const { store, metrics, metricsAccess, keys, draining, embeddings, version, mcp } = sources;
  const description = describeMemory(version);
  const components = () => ({ embeddings: embeddings() });
  return {
    "/health": ({ response }) => {
      sendJson(response, 200, { status: "ok", components: components() });
      return Promise.resolve();
    },
    async "/health/ready"({ response }) {
      const writable = await store.check().then(
        () => true,
        () => false,
      );
      const status = draining() ? "draining" : writable ? "ready" : "store away";
      sendJson(response, status === "ready" ? 200 : 503, { status, components: components() });
    },
    async "/metrics"({ request, response }) {
      if (metricsAccess === "key" && keys.callerOf(request.headers.authorization) === undefined) {
        throw new ApiError("invalid_api_key", "A valid API key is needed for the metrics.");
      }
      const text = await metrics.text();
      response.writeHead(200, { "content-type": metrics.contentType }).end(text);
    },
    "/mcp": mcp,
    "/openapi.json": ({ response }) => {
      sendJson(response, 200, description);
      return Promise.resolve();
    },
  };
}

import { createReadStream } from "node:fs";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { messageOf } from "@hearth/kernel/errors.ts";
import {
  vaultEndpoints,
  type VaultEndpoint,
  type VaultEndpointName,
  type VaultEndpoints,
} from "@hearth/contracts/memory/vault-api.ts";
import { createKeyCheck } from "@hearth/service/http/bearer-key.ts";
import { createListener, type HttpExchange } from "@hearth/service/http/create-listener.ts";
import { readInput, type EndpointAnswer, type EndpointCall } from "@hearth/service/http/endpoint.ts";
import { createHttpServer, type HttpServer, type HttpServerOptions } from "@hearth/service/http/http-server.ts";
import { pathOf } from "@hearth/service/http/request-url.ts";
import { RouteTable, type RouteLine, type RouteMatch } from "@hearth/service/http/route-table.ts";
import { sendError } from "@hearth/service/http/send-error.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";
import { FrameError, ServiceError } from "@hearth/service/http/service-error.ts";
import type { JsonLog } from "@hearth/service/json-log.ts";
import { VaultRefusal, type VaultFolder } from "./vault-folder.ts";

export interface VaultServerOptions {
  readonly vault: VaultFolder;
  /** The owner's key, which callers send as `Authorization: Bearer KEY`. */
  readonly key: string;
  /** The keeper's: it cannot choose a backup. */
  readonly keeperKey?: string;
  readonly tls?: HttpServerOptions["tls"];
  readonly log: Pick<JsonLog, "warn" | "error">;
}

const jsonLimitBytes = 16_384;
/** A backup may take as long as it takes to come, but not stand still for longer than `idleMs`. */
const timeouts = { headersMs: 10_000, requestMs: 0, keepAliveMs: 5_000, idleMs: 60_000 };

interface Line extends RouteLine {
  readonly name: VaultEndpointName;
  readonly endpoint: VaultEndpoint;
}

/** What each endpoint does; undefined where it has sent the answer itself. */
type Handlers = {
  readonly [Name in VaultEndpointName]: (
    call: EndpointCall<VaultEndpoints[Name]>,
    exchange: HttpExchange,
  ) => Answered<Name> | Promise<Answered<Name>>;
};
type Answered<Name extends VaultEndpointName> = EndpointAnswer<VaultEndpoints[Name]> | undefined;
type AnyHandler = (call: unknown, exchange: HttpExchange) => unknown;

/** Keeps what it is sent and gives it back; it cannot read it, for backups come sealed. The contract is `vaultEndpoints`. */
export function createVaultServer({ vault, key, keeperKey, tls, log }: VaultServerOptions): HttpServer {
  const isOwner = createKeyCheck(key);
  const isKeeper = keeperKey === undefined ? () => false : createKeyCheck(keeperKey);
  const handlers: Handlers = vaultHandlers(vault);
  const lines = Object.entries(vaultEndpoints).map(([name, endpoint]): Line => {
    const { method, path } = endpoint;
    return { method, path, name: name as VaultEndpointName, endpoint };
  });
  const routes = new RouteTable(lines, "Unknown request URL.");
  const created = createHttpServer({ timeouts, tls });
  const { server } = created;
  server.on(
    "request",
    createListener<HttpExchange, RouteMatch<Line> | FrameError, ServiceError>({
      find: (request) => routes.find(pathOf(request), request.method),
      started: () => undefined,
      answer: (exchange, found) => answer(exchange, found).catch((thrown: unknown) => note(exchange, thrown)),
      toError: (thrown) => (thrown instanceof ServiceError ? thrown : undefined),
      internalError: (message) => new FrameError("internal_error", message),
      sendError,
      ended: () => undefined,
      log,
    }),
  );
  return created;

  async function answer(exchange: HttpExchange, found: RouteMatch<Line> | FrameError): Promise<void> {
    const { request, response } = exchange;
    const access = found instanceof FrameError ? "keeper" : found.line.endpoint.access;
    const { authorization } = request.headers;
    if (access !== "open" && !isOwner(authorization)) {
      if (!isKeeper(authorization)) throw new FrameError("invalid_api_key", "The key is not valid.");
      if (access === "owner") throw new VaultRefusal("forbidden", "The keeper's key may not choose a backup.");
    }
    if (found instanceof FrameError) throw found;
    const { name, endpoint } = found.line;
    const input = await readInput(request, endpoint, jsonLimitBytes);
    // The table ties a name to its schemas and its handler; the types of both are lost at run time.
    const handle = handlers[name] as AnyHandler;
    const value = await handle({ params: found.params, ...input }, exchange);
    if (value !== undefined) sendJson(response, endpoint.status ?? 200, value);
  }

  function note({ request }: HttpExchange, thrown: unknown): never {
    log.warn("request failed", { path: request.url ?? "", because: messageOf(thrown) });
    throw thrown;
  }
}

function vaultHandlers(vault: VaultFolder): Handlers {
  return {
    state: () => vault.state,
    beginLife: async ({ body }) => ({ life: await vault.beginLife(body) }),
    async choose({ body }) {
      await vault.choose(body.id);
      return {};
    },
    async testify({ body }) {
      await vault.testify(body);
      return {};
    },
    async verify({ body }) {
      await vault.verify(body);
      return {};
    },
    keep: ({ query }, { request }) => vault.keep(query, request),
    async fetch({ params }, { response }) {
      const backup = vault.state.backups.find(({ id }) => id === params["id"]);
      if (backup === undefined) throw new VaultRefusal("not_found", "There is no such backup.");
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": backup.bytes });
      await pipeline(createReadStream(vault.fileOf(backup.id)), response);
    },
    health: () => ({ status: "ok" }),
    metrics(_call, { response }) {
      sendMetrics(response, vault);
      return undefined;
    },
  };
}

function sendMetrics(response: ServerResponse, { state }: VaultFolder): void {
  const [newest] = state.backups;
  const lines = [
    "# TYPE hearth_memory_vault_backups gauge",
    `hearth_memory_vault_backups ${state.backups.length}`,
    "# TYPE hearth_memory_vault_bytes gauge",
    `hearth_memory_vault_bytes ${state.backups.reduce((sum, { bytes }) => sum + bytes, 0)}`,
    "# TYPE hearth_memory_vault_newest_timestamp_seconds gauge",
    `hearth_memory_vault_newest_timestamp_seconds ${newest === undefined ? 0 : Date.parse(newest.at) / 1_000}`,
    "# TYPE hearth_memory_vault_written_timestamp_seconds gauge",
    `hearth_memory_vault_written_timestamp_seconds ${state.witness === undefined ? 0 : Date.parse(state.witness.writtenAt) / 1_000}`,
    "# TYPE hearth_memory_vault_verified_timestamp_seconds gauge",
    `hearth_memory_vault_verified_timestamp_seconds ${state.verified === undefined ? 0 : Date.parse(state.verified.at) / 1_000}`,
  ];
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(`${lines.join("\n")}\n`);
}

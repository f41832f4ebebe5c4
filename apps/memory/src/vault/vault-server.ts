import { hash, timingSafeEqual } from "node:crypto";
import { createReadStream } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { messageOf } from "@hearth/kernel/errors.ts";
import { beginningSchema, witnessSchema } from "@hearth/contracts/memory/backup-record.ts";
import { VaultRefusal, type VaultFolder } from "./vault-folder.ts";

export interface VaultServerOptions {
  readonly vault: VaultFolder;
  /** What callers send as `Authorization: Bearer KEY`. */
  readonly key: string;
  readonly warn: (event: string, fields: Readonly<Record<string, string>>) => void;
}

const jsonLimitBytes = 16_384;
const idleLimitMs = 60_000;
const uploadQuery = z.object({ life: z.coerce.number().pipe(z.int().min(1)), at: z.iso.datetime() });

/**
 * Keeps what it is sent and gives it back; it cannot read it, for backups come sealed.
 * `GET /v1/state`, `POST /v1/lives`, `POST /v1/choice`, `PUT /v1/witness`, `POST /v1/backups?life=&at=`, `GET /v1/backups/ID`; `/health` and
 * `/metrics` without a key.
 */
export function createVaultServer({ vault, key, warn }: VaultServerOptions): Server {
  const digest = hash("sha256", key, "buffer");
  const isAllowed = ({ headers }: IncomingMessage): boolean => {
    const sent = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    return timingSafeEqual(hash("sha256", sent, "buffer"), digest);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((thrown: unknown) => {
      const status = statusOf(thrown);
      warn("request failed", { path: request.url ?? "", because: messageOf(thrown) });
      if (response.headersSent) response.destroy();
      else sendJson(response, status, { error: { message: status === 500 ? "internal error" : messageOf(thrown) } });
    });
  });
  server.requestTimeout = 0;
  server.timeout = idleLimitMs;
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://vault");
    const route = `${request.method ?? ""} ${pathname}`;
    const backup = /^GET \/v1\/backups\/([\w-]+)$/.exec(route)?.[1];
    if (route === "GET /metrics") sendMetrics(response, vault);
    else if (route === "GET /health") sendJson(response, 200, { status: "ok" });
    else if (!isAllowed(request)) sendJson(response, 401, { error: { message: "the key is not valid" } });
    else if (backup === undefined) sendJson(response, ...(await answerOf(route, searchParams, request)));
    else await sendBackup(response, vault, backup);
  }

  async function answerOf(
    route: string,
    query: URLSearchParams,
    request: IncomingMessage,
  ): Promise<readonly [status: number, body: object]> {
    switch (route) {
      case "GET /v1/state":
        return [200, vault.state];
      case "POST /v1/lives":
        return [201, { life: await vault.beginLife(beginningSchema.parse(await readJson(request))) }];
      case "POST /v1/choice":
        await vault.choose(z.object({ id: z.string() }).parse(await readJson(request)).id);
        return [200, {}];
      case "PUT /v1/witness":
        await vault.testify(witnessSchema.parse(await readJson(request)));
        return [200, {}];
      case "POST /v1/backups":
        return [201, await vault.keep(uploadQuery.parse(Object.fromEntries(query)), request)];
      default:
        return [404, { error: { message: `there is no ${route}` } }];
    }
  }
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof VaultRefusal) return thrown.status;
  return thrown instanceof z.ZodError || thrown instanceof SyntaxError ? 400 : 500;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers["content-length"] ?? Number.NaN) <= jsonLimitBytes) return JSON.parse(await text(request));
  throw new VaultRefusal(413, "the body is too large, or does not say how large it is");
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function sendBackup(response: ServerResponse, vault: VaultFolder, id: string): Promise<void> {
  const backup = vault.state.backups.find((candidate) => candidate.id === id);
  if (backup === undefined) {
    sendJson(response, 404, { error: { message: "there is no such backup" } });
    return;
  }
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": backup.bytes });
  await pipeline(createReadStream(vault.fileOf(backup.id)), response);
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
  ];
  response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(`${lines.join("\n")}\n`);
}

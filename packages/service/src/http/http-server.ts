import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerOptions } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { FrameError } from "./service-error.ts";

export interface HttpServerOptions {
  readonly timeouts: {
    /** Until the request's headers are complete. */
    readonly headersMs: number;
    /** Until the whole request is here; 0: no limit. */
    readonly requestMs: number;
    readonly keepAliveMs: number;
    /** Until a connection on which nothing moves is closed. Absent: no limit. */
    readonly idleMs?: number;
  };
  /** Absent: Node's own limit, 16 KiB. */
  readonly headerBytes?: number;
  /** PEM files. Absent: plain HTTP. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** The protocol that a connection may be upgraded to, as in `websocket`. Absent: none. */
  readonly upgrade?: string;
  /** How the API writes what Node's parser refuses; `JSON.stringify` of it is the body. */
  readonly refusal?: (code: ParserRefusal, message: string) => { readonly status: number };
}

/** What Node's parser refuses before there is a request. */
export type ParserRefusal = "request_timeout" | "headers_too_large" | "bad_request";

export interface HttpServer {
  readonly server: Server;
  /** Takes the certificate that is in its file now, for new connections; throws and keeps the old one where it is no good. */
  readonly reloadCertificate: () => void;
}

/** An option of Node's that its types do not have yet. */
interface Upgrades {
  readonly shouldUpgradeCallback: (request: IncomingMessage) => boolean;
}

/** A server that listens nowhere yet: HTTPS where there is a certificate, else HTTP. Throws HearthError for a bad certificate. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { timeouts, headerBytes, tls, upgrade } = options;
  const serverOptions: ServerOptions & Upgrades = {
    // Others, as `h2c` that some clients offer with every request, are answered as if they had not been offered.
    shouldUpgradeCallback: ({ headers }) => upgrade !== undefined && headers.upgrade?.toLowerCase() === upgrade,
    // The listener refuses a request without it, in the form of the caller's API.
    requireHostHeader: false,
    ...(headerBytes === undefined ? {} : { maxHeaderSize: headerBytes }),
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    connectionsCheckingInterval: Math.min(1_000, timeouts.headersMs),
  };
  const prepared = (server: Server): Server => {
    if (timeouts.idleMs !== undefined) server.timeout = timeouts.idleMs;
    return withAnswers(server, options.refusal ?? ((code, message) => new FrameError(code, message)));
  };
  if (tls === undefined) return { server: prepared(createServer(serverOptions)), reloadCertificate: () => undefined };
  const server = usingCertificate(tls, (certificate) =>
    createSecureServer({ ...serverOptions, ...certificate, handshakeTimeout: timeouts.headersMs }),
  );
  return {
    server: prepared(server),
    reloadCertificate: () => usingCertificate(tls, (certificate) => server.setSecureContext(certificate)),
  };
}

/** Resolves with where it listens. Throws what `listen` throws, as EADDRINUSE. */
export async function listen(
  server: Server,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  return server.address() as AddressInfo;
}

type Refusal = NonNullable<HttpServerOptions["refusal"]>;

/** What Node would answer by itself, in a form that no client of the API expects. */
function withAnswers(server: Server, refusal: Refusal): Server {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
    else refuse(socket, refusal(...refusalOf(error.code)));
  });
  // An expectation that nobody knows may be passed over.
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  return server;
}

/** Answers on a bare connection, and closes it: nothing that comes on it can be trusted any more. */
function refuse(socket: Duplex, answer: { readonly status: number }): void {
  const body = JSON.stringify(answer);
  socket.end(
    `HTTP/1.1 ${answer.status} Error\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function refusalOf(code: string | undefined): [ParserRefusal, string] {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return ["request_timeout", "The request was not sent in time."];
  if (code === "HPE_HEADER_OVERFLOW") return ["headers_too_large", "The request's headers are too large."];
  return ["bad_request", "This is not a valid HTTP request."];
}

function usingCertificate<T>(
  { certificateFile, keyFile }: NonNullable<HttpServerOptions["tls"]>,
  use: (certificate: { cert: string; key: string }) => T,
): T {
  try {
    return use({ cert: readFileSync(certificateFile, "utf8"), key: readFileSync(keyFile, "utf8") });
  } catch (cause) {
    throw new HearthError({
      code: "CONFIG_INVALID",
      at: certificateFile,
      message: `no certificate to listen with: ${messageOf(cause)}`,
      hint: "Name PEM files of a certificate and its key that this user may read.",
      cause,
    });
  }
}

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
    /** Until the whole request has arrived; 0: no limit. */
    readonly requestMs: number;
    readonly keepAliveMs: number;
    /** Until an idle connection is closed. Absent: no limit. */
    readonly idleMs?: number;
  };
  /** Absent: Node's own limit, 16 KiB. */
  readonly headerBytes?: number;
  /** PEM files. Absent: plain HTTP. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** The protocol that connections may be upgraded to, such as `websocket`. Absent: none. */
  readonly upgrade?: string;
  /** The API's form for refusals by Node's parser; its JSON is the body. */
  readonly refusal?: (code: ParserRefusal, message: string) => { readonly status: number };
}

/** Refusals by Node's parser, before there is a request. */
export type ParserRefusal = "request_timeout" | "headers_too_large" | "bad_request";

export interface HttpServer {
  readonly server: Server;
  /** Reads the certificate file again, for new connections. Throws and keeps the old certificate if the new one is not valid. */
  readonly reloadCertificate: () => void;
}

/** An option that Node's types lack. */
interface Upgrades {
  readonly shouldUpgradeCallback: (request: IncomingMessage) => boolean;
}

/** A server that does not listen yet: HTTPS if there is a certificate, else HTTP. Throws HearthError for a bad certificate. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { timeouts, headerBytes, tls, upgrade } = options;
  const serverOptions: ServerOptions & Upgrades = {
    // Ignore offers of other protocols, such as `h2c`, which some clients send with every request.
    shouldUpgradeCallback: ({ headers }) => upgrade !== undefined && headers.upgrade?.toLowerCase() === upgrade,
    // The listener itself refuses requests without a host, in the form of the caller's API.
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

/** Resolves to the address. Throws what `listen` throws, such as EADDRINUSE. */
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

/** Replaces Node's built-in error answers, whose form no client of the API expects. */
function withAnswers(server: Server, refusal: Refusal): Server {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
    else refuse(socket, refusal(...refusalOf(error.code)));
  });
  // An unknown `Expect` header may be ignored.
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  return server;
}

/** Answers on the raw connection and closes it, since nothing after the error can be trusted. */
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

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerOptions } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { answerClientError } from "@hearth/service/answer-client-error.ts";
import { ApiError } from "../../domain/api-error.ts";

/** An option of Node's that its types do not have yet. */
interface Upgrades {
  readonly shouldUpgradeCallback: (request: IncomingMessage) => boolean;
}

export interface GatewayServer {
  readonly server: Server;
  /** Takes the certificate that is in its file now, for new connections; throws and keeps the old one where it is no good. */
  readonly reloadCertificate: () => void;
}

/** A server that listens nowhere yet: HTTPS where the configuration has a certificate, else HTTP. Throws HearthError for a bad one. */
export function createGatewayServer({ timeouts, limits, tls }: GatewayConfig): GatewayServer {
  const options: ServerOptions & Upgrades = {
    // Others, as `h2c` that some clients offer with every request, are answered as if they had not been offered.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
    // The app refuses a request without it, in the form of the caller's API.
    requireHostHeader: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    connectionsCheckingInterval: Math.min(1_000, timeouts.headersMs),
  };
  if (tls === undefined) {
    const server = createServer(options);
    return { server: withAnswers(server), reloadCertificate: () => undefined };
  }
  const make = <T>(use: (certificate: { cert: string; key: string }) => T): T => usingCertificate(tls, use);
  const server = make((certificate) =>
    createSecureServer({ ...options, ...certificate, handshakeTimeout: timeouts.headersMs }),
  );
  return {
    server: withAnswers(server),
    reloadCertificate: () => make((certificate) => server.setSecureContext(certificate)),
  };
}

/** What Node would answer by itself, in a form that no client of the API expects. */
function withAnswers(server: Server): Server {
  server.on(
    "clientError",
    answerClientError((code, message) => new ApiError(code, message)),
  );
  // An expectation that nobody knows may be passed over.
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  return server;
}

type Files = NonNullable<GatewayConfig["tls"]>;

function usingCertificate<T>(
  { certificateFile, keyFile }: Files,
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

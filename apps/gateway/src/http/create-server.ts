import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerOptions } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { HearthError, messageOf } from "../../../../lib/errors.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import { answerClientError } from "./answer-client-error.ts";

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
    maxHeaderSize: limits.headerBytes,
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    connectionsCheckingInterval: Math.min(1_000, timeouts.headersMs),
  };
  if (tls === undefined) {
    const server = createServer(options);
    server.on("clientError", answerClientError);
    return { server, reloadCertificate: () => undefined };
  }
  const make = <T>(use: (certificate: { cert: string; key: string }) => T): T => usingCertificate(tls, use);
  const server = make((certificate) =>
    createSecureServer({ ...options, ...certificate, handshakeTimeout: timeouts.headersMs }),
  );
  server.on("clientError", answerClientError);
  return { server, reloadCertificate: () => make((certificate) => server.setSecureContext(certificate)) };
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

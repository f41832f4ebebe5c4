import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { createHttpServer, type HttpServer } from "@hearth/service/http/http-server.ts";
import { ApiError } from "../../domain/api-error.ts";

/** A server that does not listen yet: HTTPS if a certificate is configured, else HTTP. Throws HearthError for a bad certificate. */
export function createGatewayServer({
  timeouts,
  limits,
  tls,
}: Pick<GatewayConfig, "timeouts" | "limits" | "tls">): HttpServer {
  return createHttpServer({
    timeouts: { headersMs: timeouts.headersMs, requestMs: timeouts.requestMs, keepAliveMs: timeouts.keepAliveMs },
    headerBytes: limits.headerBytes,
    tls,
    upgrade: "websocket",
    refusal: (code, message) => new ApiError(code, message),
  });
}

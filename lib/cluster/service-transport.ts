import { defined } from "@hearth/kernel/defined.ts";
import type { HttpTransport } from "@hearth/service/http/endpoint-client.ts";
import { sendToService } from "./send-to-service.ts";
import type { ServiceEndpoint } from "./service-endpoint.ts";

/** How a client of an endpoint table reaches a service from this machine. Throws NODE_UNREACHABLE if the service does not answer. */
export function serviceTransport(endpoint: ServiceEndpoint): HttpTransport {
  return async ({ method, path, headers, body }) => {
    const response = await sendToService(endpoint, { method, path, headers, body, silenceMs: 60_000 });
    const retryAfter = response.headers["retry-after"];
    return {
      status: response.statusCode ?? 0,
      ...defined({ retryAfter }),
      body: response,
    };
  };
}

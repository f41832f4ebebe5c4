import { bearerKey } from "@hearth/service/http/bearer-key.ts";
import { ApiError } from "../api/api-error.ts";
import { fetchTransport } from "@hearth/service/http/fetch-transport.ts";
import { createMemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { handleMcpRequest } from "../mcp/handle-mcp-request.ts";
import type { Exchange } from "./exchange.ts";

interface McpPageParts {
  readonly keys: Pick<KeyRing, "callerOf">;
  /** Where this service listens. */
  readonly origin: () => string;
}

/** MCP for callers with a key. Its tools call this service's own API with that key, so scopes, limits and the audit log apply. */
export function mcpPage({ keys, origin }: McpPageParts): (exchange: Exchange) => Promise<void> {
  return async ({ request, response }) => {
    const { authorization } = request.headers;
    const key = bearerKey(authorization);
    if (key === undefined || keys.callerOf(authorization) === undefined) {
      throw new ApiError("invalid_api_key", "A valid API key is needed: send it as 'Authorization: Bearer KEY'.");
    }
    const client = createMemoryClient({ transport: fetchTransport(origin()), key });
    await handleMcpRequest(request, response, client);
  };
}

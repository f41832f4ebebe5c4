import { bearerKey } from "@hearth/service/http/bearer-key.ts";
import { fetchTransport } from "@hearth/service/http/fetch-transport.ts";
import { ownFetch } from "@hearth/service/http/peer-tls.ts";
import { parseJson, utf8Text } from "@hearth/service/http/parse-input.ts";
import type { KeyScope } from "@hearth/contracts/memory/api/endpoint.ts";
import { createMemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { ApiError } from "../api/api-error.ts";
import { handleMcpRequest } from "../mcp/handle-mcp-request.ts";
import { checkJsonShape } from "./check-json-shape.ts";
import type { Page } from "./open-pages.ts";

interface McpPageParts {
  /** Where this service listens. */
  readonly origin: () => string;
  /** Web pages that may use MCP; requests of programs have no origin. */
  readonly allowedOrigins: readonly string[];
}

/** A key needs one of the scopes that a tool needs. */
const scopes: readonly KeyScope[] = [
  "memories:read",
  "memories:write",
  "skills:read",
  "skills:write",
  "documents:read",
];

/**
 * MCP for callers with a key. Its tools call this service's own API with that key, so scopes, limits and the audit log apply; the request
 * itself passes the same limits first.
 */
export function mcpPage({ origin, allowedOrigins }: McpPageParts): Page {
  return async (exchange, gate) => {
    const { request, response } = exchange;
    const { authorization, origin: from } = request.headers;
    if (from !== undefined && !allowedOrigins.includes(from)) {
      throw new ApiError("forbidden", `Web pages of ${from} may not use this service; see 'allowedOrigins'.`);
    }
    const caller = gate.admit(exchange, scopes);
    const transport = fetchTransport(origin(), undefined, ownFetch);
    const client = createMemoryClient({ transport, key: bearerKey(authorization) ?? "" });
    if (request.method !== "POST") {
      await handleMcpRequest(request, response, { client, body: undefined });
      return;
    }
    const bytes = await gate.readBody(exchange, caller);
    checkJsonShape(bytes);
    await handleMcpRequest(request, response, { client, body: parseJson(utf8Text(bytes)) });
  };
}

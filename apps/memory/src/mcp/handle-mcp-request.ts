import type { IncomingMessage, ServerResponse } from "node:http";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { createMcpServer } from "@hearth/memory-client/mcp/create-mcp-server.ts";

/**
 * Answers one request of MCP's streamable HTTP, statelessly: requests are independent, so nothing is left behind when a caller leaves,
 * and the service may restart at any time.
 */
export async function handleMcpRequest(
  request: IncomingMessage,
  response: ServerResponse,
  client: MemoryClient,
): Promise<void> {
  if (request.method !== "POST") {
    const error = { code: -32_000, message: "Sessions and event streams are not supported; use POST." };
    response
      .writeHead(405, { allow: "POST", "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", error, id: null }));
    return;
  }
  const server = createMcpServer(client);
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.once("close", () => void server.close());
  // The transport's type allows `onclose: undefined`, but MCP's interface does not.
  await server.connect(transport);
  await transport.handleRequest(request, response);
}

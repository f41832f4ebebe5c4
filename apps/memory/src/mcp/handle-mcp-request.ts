import type { IncomingMessage, ServerResponse } from "node:http";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { MemoryClient } from "@hearth/memory-client/client/memory-client.ts";
import { createMcpServer } from "@hearth/memory-client/mcp/create-mcp-server.ts";

/**
 * Answers one request of MCP's streamable HTTP. Without sessions: every request stands by itself, so a caller that leaves leaves
 * nothing behind and the service may restart at any time.
 */
export async function handleMcpRequest(
  request: IncomingMessage,
  response: ServerResponse,
  client: MemoryClient,
): Promise<void> {
  if (request.method !== "POST") {
    const error = { code: -32_000, message: "There are no sessions and no events here: use POST." };
    response
      .writeHead(405, { allow: "POST", "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", error, id: null }));
    return;
  }
  const server = createMcpServer(client);
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.once("close", () => void server.close());
  // The transport's own type leaves `onclose` undefined where MCP's interface asks for absent.
  await server.connect(transport);
  await transport.handleRequest(request, response);
}

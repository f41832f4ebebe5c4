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
  { client, body }: { readonly client: MemoryClient; readonly body: unknown },
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
  widenAccept(request);
  await transport.handleRequest(request, response, body);
}

/** The transport asks for both, though it never streams; clients that take JSON alone, or anything, are served too. */
const both = "application/json, text/event-stream";

function widenAccept(request: IncomingMessage): void {
  const { accept = "*/*" } = request.headers;
  if (!/application\/(?:json|\*)|\*\/\*/.test(accept)) return;
  request.headers.accept = both;
  // The transport reads the headers as they came.
  const { rawHeaders } = request;
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === "accept");
  if (at === -1) rawHeaders.push("accept", both);
  else rawHeaders[at + 1] = both;
}

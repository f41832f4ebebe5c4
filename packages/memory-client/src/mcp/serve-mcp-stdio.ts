import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { MemoryClient } from "../client/memory-client.ts";
import { createMcpServer } from "./create-mcp-server.ts";

/** Serves MCP on stdin and stdout until stdin ends. Nothing else may write to stdout. */
export async function serveMcpStdio(client: MemoryClient): Promise<void> {
  const server = createMcpServer(client);
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    process.stdin.once("end", () => void server.close());
  });
  await server.connect(new StdioServerTransport());
  await closed;
}

import { version } from "@hearth/kernel/version.ts";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { ServiceRefusal } from "@hearth/service/http/endpoint-client.ts";
import type { MemoryClient } from "../client/memory-client.ts";
import { memoryTools } from "./memory-tools.ts";

/** An MCP server over the memory service, with the rights of the client's key. Connect it to a transport. */
export function createMcpServer(client: MemoryClient): McpServer {
  const server = new McpServer(
    { name: "hearth-memory", version },
    {
      instructions:
        "The house's memory. Search before you answer what may depend on earlier conversations; keep what will matter later, and nothing the person did not say as said.",
    },
  );
  for (const [name, { title, description, input, readOnly, run }] of Object.entries(memoryTools)) {
    server.registerTool(
      name,
      { title, description, inputSchema: input, annotations: { readOnlyHint: readOnly, openWorldHint: false } },
      async (given): Promise<CallToolResult> => {
        try {
          const result = await run(given, client);
          return {
            content: [{ type: "text", text: JSON.stringify(result) }],
            structuredContent: { ...result },
          };
        } catch (thrown) {
          // The model should read a refusal; any other error is a failure of the server.
          if (!(thrown instanceof ServiceRefusal)) throw thrown;
          return { isError: true, content: [{ type: "text", text: `${thrown.code}: ${thrown.message}` }] };
        }
      },
    );
  }
  return server;
}

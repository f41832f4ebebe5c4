import { version } from "@hearth/kernel/version.ts";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { ListToolsRequestSchema, type CallToolResult, type Tool } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { ServiceRefusal } from "@hearth/service/http/endpoint-client.ts";
import type { MemoryClient } from "../client/memory-client.ts";
import { formerNames, memoryTools, type MemoryTool } from "./memory-tools.ts";
import { plainSchema } from "./plain-schema.ts";

/** An MCP server over the memory service, with the rights of the client's key. Connect it to a transport. */
export function createMcpServer(client: MemoryClient): McpServer {
  const server = new McpServer(
    { name: "hearth-memory", version },
    {
      instructions:
        "The house's memory. Search before you answer what may depend on earlier conversations; keep what will matter later, and nothing the person did not say as said.",
    },
  );
  const named = Object.entries(memoryTools);
  // Clients may still hold the former names; they are not listed.
  const former = Object.entries(formerNames).flatMap(([name, now]) =>
    named.filter(([known]) => known === now).map(([, tool]) => [name, tool] as const),
  );
  for (const [name, { title, description, input, readOnly, run }] of [...named, ...former]) {
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
  server.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  return server;
}

/** A tool as it is published. */
function toListed([name, { title, description, input, readOnly }]: readonly [string, MemoryTool]): Tool {
  const inputSchema = plainSchema(z.toJSONSchema(z.object(input), { io: "input" })) as Tool["inputSchema"];
  return { name, title, description, inputSchema, annotations: { readOnlyHint: readOnly, openWorldHint: false } };
}

const tools: Tool[] = Object.entries(memoryTools).map(toListed);

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, test } from "vitest";

/** A program that serves MCP on its stdin and stdout, over a service that knows one skill. */
const program = `
import { serveMcpStdio } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "serve-mcp-stdio.ts")).href)};
const hits = [{ name: "greet", version: 1, description: "Greets", content: "Say hello", score: 1, why: "", uses: 0, successes: 0 }];
await serveMcpStdio({ call: async () => ({ hits, by: { meaning: true, words: true } }) });
process.stderr.write("ended in order");
`;

test("a known MCP client talks to it as a program, which ends when its stdin does", async () => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ["--input-type=module-typescript", "--eval", program],
    stderr: "pipe",
  });
  let said = "";
  transport.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const model = new Client({ name: "test", version: "1" });
  await model.connect(transport);
  const found = await model.callTool({ name: "skill_search", arguments: { query: "hello" } });
  expect(found.structuredContent).toMatchObject({ hits: [{ name: "greet", content: "Say hello" }] });
  await model.close();
  expect(said).toContain("ended in order");
});

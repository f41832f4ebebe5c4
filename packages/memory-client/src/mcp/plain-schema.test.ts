import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { expect, test } from "vitest";
import { createMcpServer } from "./create-mcp-server.ts";
import { memoryTools } from "./memory-tools.ts";
import { plainSchema } from "./plain-schema.ts";

async function publishedTools() {
  const [here, there] = InMemoryTransport.createLinkedPair();
  await createMcpServer({ call: () => Promise.reject(new TypeError("not called")) } as never).connect(there);
  const model = new Client({ name: "test", version: "1" });
  await model.connect(here);
  return (await model.listTools()).tools;
}

/** Every keyword of a schema with its value, at any depth. */
function* keywords(schema: unknown): Generator<readonly [name: string, value: unknown]> {
  if (typeof schema !== "object" || schema === null) return;
  for (const [name, value] of Object.entries(schema)) {
    yield [name, value];
    yield* keywords(value);
  }
}

// llama.cpp refuses a whole request for one such keyword in one tool.
test("an inference server can make a grammar of every tool's schema", async () => {
  const tools = await publishedTools();
  expect(tools.map(({ name }) => name)).toEqual(Object.keys(memoryTools));
  for (const { inputSchema } of tools) {
    for (const [name, value] of keywords(inputSchema)) {
      expect(["$ref", "$defs", "$schema", "propertyNames"]).not.toContain(name);
      if (/^(max|min)(Length|Items)$/.test(name)) expect(value).toBeLessThan(2_000);
      if (name === "pattern") expect(value).not.toMatch(/\\p/i);
    }
  }
});

test("only what is not plain is taken out", () => {
  const plain = { type: "string", pattern: "^[a-z]+$", maxLength: 1_999, description: "A name." };
  const schema = {
    $schema: "x",
    type: "object",
    properties: { pattern: { ...plain }, maxLength: { type: "string", maxLength: 2_000, pattern: "^[^\\p{Cc}]+$" } },
    required: ["pattern"],
    additionalProperties: { $ref: "#/$defs/any" },
    $defs: { any: {} },
  };
  expect(plainSchema(schema)).toEqual({
    type: "object",
    properties: { pattern: plain, maxLength: { type: "string" } },
    required: ["pattern"],
    additionalProperties: {},
  });
});

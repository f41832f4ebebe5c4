import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../../../lib/paths.ts";
import { findTool } from "../../../lib/toolchain/rows/table.ts";

/*
 * The client programs that tests run against the gateway, and docs/reference/clients.md, which is made from this table. What stands under
 * `results` is what the test of a library expects, word for word.
 */

type Pins = "root" | "clients" | "requirements" | "libraries" | "llamaindex" | "aider" | "toolchain";

export interface Client {
  readonly name: string;
  readonly package: string;
  readonly pins: Pins;
  readonly works: string;
  /** The model behind the gateway; clients of MCP ask the memory service. */
  readonly model: "llama-server" | "scripted" | "memory service";
  /** Whether only `hearth test --all` runs it, since it is large. */
  readonly thorough: boolean;
}

const everything = { chat: true, stream: true };

/** What the script of a library has to print, by package. */
export const pythonResults = {
  "langchain-openai": { ...everything, tools: "weather", structured: "City" },
  "openai-agents": { ...everything, tools: "sunny", structured: "City" },
  "pydantic-ai-slim": { chat: true, tools: "City", structured: "City" },
};
export const llamaIndexResults = {
  "llama-index-llms-openai-like": { ...everything, tools: "weather", structured: "City" },
};
export const nodeResults = {
  "@langchain/openai": { ...everything, tools: "weather", structured: "name" },
  "@openai/agents": { ...everything, tools: "sunny", structured: "name" },
  "@ai-sdk/openai": { ...everything, history: true, tools: "sunny", structured: "name" },
};
const listAndCall = { list: true, call: true };
export const mcpResults = { "@modelcontextprotocol/sdk": listAndCall, "mcp-remote": listAndCall, mcp: listAndCall };

const labels: Readonly<Record<string, string>> = {
  chat: "chat",
  stream: "streams",
  history: "a second turn",
  list: "a list of tools",
  call: "calls of tools",
  tools: "a demanded call of a tool",
  structured: "structured output",
};
const worksOf = (results: object): string =>
  Object.keys(results)
    .map((name) => labels[name] ?? name)
    .join(", ");

const library = (name: string, found: readonly [string, object], pins: Pins): Client => ({
  name,
  package: found[0],
  pins,
  works: worksOf(found[1]),
  model: "llama-server",
  thorough: true,
});
const python = (name: string, key: keyof typeof pythonResults): Client =>
  library(name, [key, pythonResults[key]], "libraries");
const node = (name: string, key: keyof typeof nodeResults): Client => library(name, [key, nodeResults[key]], "clients");

const mcp = (name: string, found: keyof typeof mcpResults, pins: Pins): Client => ({
  ...library(name, [found, mcpResults[found]], pins),
  model: "memory service",
});

const agent = (name: string, where: Pick<Client, "package" | "pins">, works: string): Client => ({
  name,
  ...where,
  works,
  model: "scripted",
  thorough: true,
});
const official = (name: string, where: Pick<Client, "package" | "pins">, works: string): Client => ({
  ...agent(name, where, works),
  thorough: false,
});

const openai = "chat, completions, responses, embeddings, streams, tools, JSON by a schema, errors";
const anthropic = "messages, streams, tools, token counts, errors";
const ollama = "chat, generate, embed, streams, tools, models, errors";
const loop = "an answer, and a whole loop with a command that it runs";

export const clients: readonly Client[] = [
  agent("Claude Code", { package: "@anthropic-ai/claude-code", pins: "clients" }, loop),
  agent("Codex", { package: "@openai/codex", pins: "clients" }, loop),
  agent("aider", { package: "aider-chat", pins: "aider" }, "an edit of a file"),
  python("LangChain (Python)", "langchain-openai"),
  node("LangChain (JavaScript)", "@langchain/openai"),
  python("OpenAI Agents SDK (Python)", "openai-agents"),
  node("OpenAI Agents SDK (JavaScript)", "@openai/agents"),
  python("Pydantic AI", "pydantic-ai-slim"),
  library(
    "LlamaIndex",
    ["llama-index-llms-openai-like", llamaIndexResults["llama-index-llms-openai-like"]],
    "llamaindex",
  ),
  node("Vercel AI SDK, OpenAI provider", "@ai-sdk/openai"),
  {
    ...library("Home Assistant, Ollama integration", ["home-assistant", everything], "toolchain"),
    works: "set up, a question to its agent",
  },
  mcp("MCP SDK (JavaScript)", "@modelcontextprotocol/sdk", "clients"),
  mcp("MCP SDK (Python)", "mcp", "libraries"),
  mcp("mcp-remote", "mcp-remote", "clients"),
  {
    ...mcp("MCP Inspector", "mcp-remote", "clients"),
    package: "@modelcontextprotocol/inspector",
    works: "a list of tools",
  },
  official(
    "Vercel AI SDK, compatible provider",
    { package: "@ai-sdk/openai-compatible", pins: "root" },
    "text, streams, an agent with tools, embeddings",
  ),
  official("OpenAI (Python)", { package: "openai", pins: "requirements" }, openai),
  official("OpenAI (JavaScript)", { package: "openai", pins: "root" }, openai),
  official("Anthropic (Python)", { package: "anthropic", pins: "requirements" }, anthropic),
  official("Anthropic (JavaScript)", { package: "@anthropic-ai/sdk", pins: "root" }, anthropic),
  official("Ollama (Python)", { package: "ollama", pins: "requirements" }, ollama),
  official("Ollama (JavaScript)", { package: "ollama", pins: "root" }, ollama),
];

const lockSchema = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })),
});

/** The version that a client is pinned to. Throws if it is not. */
function versionOf({ package: name, pins }: Client): string {
  if (pins === "toolchain") return findTool("home-assistant").version;
  const read = (file: string): string => readFileSync(join(root, file), "utf8");
  const isNode = pins === "root" || pins === "clients";
  const found = isNode
    ? lockSchema.parse(
        JSON.parse(read(pins === "root" ? "package-lock.json" : "tests/contract/clients/npm/package-lock.json")),
      ).packages[`node_modules/${name}`]?.version
    : read(`tests/contract/python/${pins}.txt`)
        .split("\n")
        .find((line) => line.startsWith(`${name}==`))
        ?.split(/[= \\]+/)[1];
  if (found === undefined) throw new Error(`${name} is not pinned in ${pins}`);
  return found;
}

/** docs/reference/clients.md. */
export function clientsPage(): string {
  const rows = clients.map((client) => {
    const { name, works, model, thorough } = client;
    return `| ${name} | ${versionOf(client)} | ${works} | ${model}${thorough ? ", `--all`" : ""} |`;
  });
  return `# Clients that are tested

<!-- Made from tests/contract/clients/matrix.ts; \`npx vitest run --project contract tests/contract/clients/page.test.ts -u\` writes it again. -->

Each of these programs runs in the tests in this version, as its maker ships it, with nothing set but URL, key and model.
[Connect programs](../how-to/connect-programs.md) says how. Behind the gateway is the pinned llama-server with a small model whose
template knows no tools, or a scripted model; clients of MCP ask the memory service. \`hearth test --all\` runs the large programs too.

| Client | Version | What works | Behind it |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

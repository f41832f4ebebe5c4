import { execFile } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startTestMemory } from "../../../apps/memory/test/start-test-memory.ts";
import { isThorough } from "../../support/thorough.ts";
import { pythonEnvironment } from "../python/environment.ts";
import { npmEnvironment } from "./environment.ts";
import { mcpResults } from "./matrix.ts";

/* Clients of MCP with nothing but URL and key, against the memory service. */

const run = promisify(execFile);
const limitMs = 120_000;

/** What a program prints about a new memory service. */
async function printed(
  program: string,
  args: (url: string) => readonly string[],
  cwd = import.meta.dirname,
): Promise<unknown> {
  const memory = await startTestMemory();
  try {
    const url = `http://127.0.0.1:${memory.port}/mcp`;
    const { PATH = "", HOME = "" } = process.env;
    const env = { PATH, HOME, HEARTH_URL: url, HEARTH_KEY: "home-secret" };
    return JSON.parse((await run(program, args(url), { cwd, env, timeout: limitMs })).stdout) as unknown;
  } finally {
    await memory.close();
  }
}

test.runIf(isThorough)("the official SDK in JavaScript, and mcp-remote", { timeout: 700_000 }, async () => {
  const folder = await npmEnvironment();
  copyFileSync(join(import.meta.dirname, "npm/mcp.mjs.txt"), join(folder, "mcp.mjs"));
  const found = (await printed(process.execPath, () => ["mcp.mjs"], folder)) as object;
  expect({ ...found, mcp: mcpResults.mcp }).toEqual(mcpResults);
});

test.runIf(isThorough)("the official SDK in Python", { timeout: 700_000 }, async () => {
  const programs = await pythonEnvironment("libraries");
  const script = join(import.meta.dirname, "../python/mcp_client.py");
  expect(await printed(join(programs, "python"), () => [script])).toEqual({ mcp: mcpResults.mcp });
});

test.runIf(isThorough)("the inspector's command line", { timeout: 700_000 }, async () => {
  const folder = await npmEnvironment();
  const inspector = join(folder, "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js");
  const header = ["--header", "Authorization: Bearer home-secret"];
  const listed = await printed(process.execPath, (url) => [
    ...[inspector, "--cli", url, "--transport", "http", ...header, "--method", "tools/list"],
  ]);
  expect(listed).toMatchObject({
    tools: expect.arrayContaining([expect.objectContaining({ name: "memory_add" })]) as unknown,
  });
});

import { execFile } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startTestGateway, testKey } from "../../../apps/gateway/test/start-test-gateway.ts";
import { startLlama } from "../../support/start-llama.ts";
import { isThorough } from "../../support/thorough.ts";
import { pythonEnvironment } from "../python/environment.ts";
import { npmEnvironment } from "./environment.ts";
import { llamaIndexResults, nodeResults, pythonResults } from "./matrix.ts";

/* Agent libraries with nothing but URL, key and model set, against the pinned llama-server with a model whose template knows no tools. */

const run = promisify(execFile);
const limitMs = 300_000;

async function results(program: string, script: string): Promise<unknown> {
  await using llama = await startLlama();
  const services = { "expert-chat": { meta: { kind: "chat", model: "smollm2" }, ports: [llama.port] } };
  await using gateway = await startTestGateway({ services, bodyBytes: 2 ** 20 });
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, HEARTH_URL: gateway.url, HEARTH_KEY: testKey };
  return JSON.parse((await run(program, [script], { env, timeout: limitMs })).stdout) as unknown;
}

test.runIf(isThorough)("the libraries in Python", { timeout: 900_000 }, async () => {
  const programs = await pythonEnvironment("libraries");
  const found = await results(join(programs, "python"), join(import.meta.dirname, "../python/libraries.py"));
  expect(found).toEqual(pythonResults);
});

test.runIf(isThorough)("LlamaIndex", { timeout: 900_000 }, async () => {
  const programs = await pythonEnvironment("llamaindex");
  const found = await results(join(programs, "python"), join(import.meta.dirname, "../python/llamaindex.py"));
  expect(found).toEqual(llamaIndexResults);
});

test.runIf(isThorough)("the libraries in JavaScript", { timeout: 900_000 }, async () => {
  const folder = await npmEnvironment();
  // The packages that it imports are there alone, so here it is no code.
  const script = join(folder, "libraries.mjs");
  copyFileSync(join(import.meta.dirname, "npm/libraries.mjs.txt"), script);
  expect(await results(process.execPath, script)).toEqual(nodeResults);
});

import { execFile } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, testKey, type TestGateway } from "../../../apps/gateway/test/start-test-gateway.ts";
import type { FakeExpert } from "../../../apps/gateway/test/fake-expert.ts";
import { isThorough } from "../../support/thorough.ts";
import { pythonEnvironment } from "../python/environment.ts";
import { npmEnvironment } from "./environment.ts";
import { startScriptedExpert } from "./scripted-expert.ts";

/*
 * Coding agents as they are installed, with nothing but URL, key and model set. Their prompts have more than ten thousand tokens, so a
 * scripted model stands in for llama-server; the whole loop with a tool is theirs.
 */

const limitMs = 120_000;
let expert: FakeExpert;
let gateway: TestGateway;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "hearth-agents-"));
  expert = await startScriptedExpert();
  const services = { "expert-coder": { meta: { kind: "chat", model: "scripted" }, ports: [expert.port] } };
  gateway = await startTestGateway({ services, bodyBytes: 16 * 2 ** 20 });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await expert[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/** What a program prints; its input is empty. */
function printed(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(home, "work");
  mkdirSync(folder, { recursive: true });
  const { PATH = "" } = process.env;
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: { PATH, HOME: home, ...env }, timeout: limitMs, maxBuffer: 2 ** 24 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${error.message}\n${stdout.slice(-2_000)}\n${stderr.slice(-2_000)}`));
    });
    child.stdin?.end();
  });
}

const programOf = async (pattern: string): Promise<string> => {
  const folder = await npmEnvironment();
  const [found] = globSync(pattern, { cwd: join(folder, "node_modules") });
  if (found === undefined) throw new Error(`No ${pattern} in ${folder}`);
  return join(folder, "node_modules", found);
};

test.runIf(isThorough)("Claude Code has a command run and says what came of it", { timeout: 700_000 }, async () => {
  const claude = await programOf("@anthropic-ai/claude-code-*/claude");
  const answer = await printed(
    claude,
    ["--print", "Say it.", "--output-format", "json", "--allowedTools", "Bash", "--disallowedTools", "WebSearch"],
    {
      ANTHROPIC_BASE_URL: gateway.url,
      ANTHROPIC_AUTH_TOKEN: testKey,
      ANTHROPIC_MODEL: "coder",
      ANTHROPIC_DEFAULT_HAIKU_MODEL: "coder",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    },
  );
  expect(JSON.parse(answer.trim().split("\n").at(-1) ?? "")).toMatchObject({ is_error: false, result: "It ran." });
});

test.runIf(isThorough)("Codex has a command run and says what came of it", { timeout: 700_000 }, async () => {
  const codex = await programOf("@openai/codex-*/vendor/*/bin/codex");
  mkdirSync(join(home, ".codex"), { recursive: true });
  writeFileSync(
    join(home, ".codex/config.toml"),
    [
      'model = "coder"',
      'model_provider = "hearth"',
      "[analytics]",
      "enabled = false",
      "[model_providers.hearth]",
      'name = "Hearth"',
      `base_url = "${gateway.url}/v1"`,
      'env_key = "OPENAI_API_KEY"',
      'wire_api = "responses"',
      "",
    ].join("\n"),
  );
  const args = ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "Say it."];
  expect(await printed(codex, args, { OPENAI_API_KEY: testKey })).toContain("It ran.");
});

test.runIf(isThorough)("aider writes a file", { timeout: 700_000 }, async () => {
  const programs = await pythonEnvironment("aider");
  const args = ["--model", "openai/coder", "--edit-format", "whole", "--yes-always", "--no-git", "--analytics-disable"];
  const more = ["--no-check-update", "--no-show-model-warnings", "--message", "Write a greeting.", "hello.txt"];
  await printed(join(programs, "aider"), [...args, ...more], {
    OPENAI_API_BASE: `${gateway.url}/v1`,
    OPENAI_API_KEY: testKey,
  });
  expect(readFileSync(join(home, "work/hello.txt"), "utf8")).toBe("Hello, world\n");
});

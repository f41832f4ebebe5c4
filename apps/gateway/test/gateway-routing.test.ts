import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert } from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway } from "./start-test-gateway.ts";

const path = "/v1/chat/completions";
const mapping = { aliases: { fast: "small" }, routes: { code: ["coder"] }, default: ["small"] };
const asking = (content: string, model = "auto") => ({ ...chatBody, model, messages: [{ role: "user", content }] });
const program = "Write a Python function that sorts a list";
const decided = ({ status, headers }: Response) => [
  status,
  ...["expert", "route", "reason"].map((name) => headers.get(`x-hearth-${name}`)),
];

async function start(file: unknown, embedding: Parameters<typeof startFakeExpert>[0], embeddingMs = 5_000) {
  const folder = mkdtempSync(join(tmpdir(), "hearth-mapping-"));
  const mappingFile = join(folder, "mapping.json");
  writeFileSync(mappingFile, JSON.stringify(file));
  const chat = await startFakeExpert(answerJson(chatAnswer));
  const embedder = await startFakeExpert(embedding);
  const gateway = await startTestGateway({
    services: {
      "expert-coder": chatService(chat),
      "expert-small": chatService(chat),
      "expert-embed": { ...chatService(embedder), meta: { kind: "embedding", model: "all-minilm-l6-v2" } },
    },
    config: { routing: { mappingFile, embeddingMs } },
  });
  return {
    gateway,
    embedder,
    mappingFile,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await chat[Symbol.asyncDispose]();
      await embedder[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

const vector = Array.from({ length: 384 }, (_, index) => (index === 0 ? 1 : 0));
const embeds = answerJson({ data: [{ index: 0, embedding: vector }] });

test("auto routes by the text, and the answer says why; a name or an alias costs no embedding", async () => {
  await using run = await start(mapping, embeds);
  const { gateway, embedder } = run;
  expect(decided(await gateway.post(path, asking(program)))).toEqual([
    200,
    "coder",
    "code",
    expect.stringMatching(/^semantic 0\.\d\d$/),
  ]);
  expect(decided(await gateway.post(path, asking("Turn off the kitchen lights")))).toEqual([
    200,
    "small",
    "default",
    expect.stringMatching(/^semantic \d\.\d\d, home has no expert$/),
  ]);
  expect(embedder.asked.length).toBe(2);
  expect(decided(await gateway.post(path, asking(program, "small")))).toEqual([200, "small", "name", "name"]);
  expect(decided(await gateway.post(path, asking(program, "fast")))).toEqual([200, "small", "alias", "alias of small"]);
  expect(decided(await gateway.post(path, asking(program)))[2]).toBe("code");
  expect(embedder.asked.length).toBe(2);
});

test("a silent embedder is waited for only up to its limit, and the words decide", async () => {
  await using run = await start(mapping, () => undefined, 20);
  expect(decided(await run.gateway.post(path, asking(program)))).toEqual([
    200,
    "coder",
    "code",
    expect.stringMatching(/^semantic \d\.\d\d \(words only\)$/),
  ]);
});

test("the mapping is read again on demand; an invalid one leaves the old one in use", async () => {
  await using run = await start({ default: ["small"] }, embeds);
  const { gateway, mappingFile } = run;
  expect(decided(await gateway.post(path, asking(program)))).toEqual([200, "small", "auto", "auto"]);
  writeFileSync(mappingFile, JSON.stringify({ rules: [{ name: "all", when: {}, experts: ["coder"] }] }));
  gateway.gateway.reloadKeys();
  expect(decided(await gateway.post(path, asking(program)))).toEqual([200, "coder", "all", "rule all"]);
  writeFileSync(mappingFile, JSON.stringify({ rules: "none" }));
  gateway.gateway.reloadKeys();
  expect(decided(await gateway.post(path, asking(program)))).toEqual([200, "coder", "all", "rule all"]);
  expect(gateway.lines.filter((line) => line.includes("mapping not read, the old one stays in use")).length).toBe(1);
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert } from "./fake-expert.ts";
import { chatBody, chatService, embeddingService, startTestGateway } from "./start-test-gateway.ts";

test.each<[string, [path: string, init: RequestInit], number]>([
  ["a wrong key", ["/v1/models", { headers: { authorization: "Bearer wrong" } }], 401],
  ["an unknown URL", ["/v1/nothing", {}], 404],
  ["no JSON", ["/v1/chat/completions", { method: "POST", body: "{" }], 400],
  ["an empty message", ["/v1/messages", { method: "POST", body: "{}" }], 400],
])("%s is final, and says so", async (_what, [path, init], status) => {
  await using gateway = await startTestGateway();
  const answer = await (init.headers === undefined ? gateway.fetch(path, init) : fetch(gateway.url + path, init));
  expect([answer.status, answer.headers.get("x-should-retry")]).toEqual([status, "false"]);
  expect(answer.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
});

test("an expert that is not there may be there later", async () => {
  await using gateway = await startTestGateway();
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, model: "auto" });
  expect([answer.status, answer.headers.get("x-should-retry")]).toEqual([503, null]);
});

test("an expert's own 4xx is final too, its 429 is not", async () => {
  await using expert = await startFakeExpert((response, asked) => {
    answerJson({ error: { message: "no" } }, asked.body.includes("busy") ? 429 : 400)(response, asked);
  });
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const retry = async (content: string) => {
    const body = { messages: [{ role: "user", content }] };
    return (await gateway.post("/v1/chat/completions", body)).headers.get("x-should-retry");
  };
  expect([await retry("a"), await retry("busy")]).toEqual(["false", null]);
});

test.each([
  ["GET", "/.well-known/oauth-authorization-server"],
  ["GET", "/.well-known/oauth-protected-resource/v1/chat"],
  ["POST", "/register"],
])("%s %s says that there is no sign-in", async (method, path) => {
  await using gateway = await startTestGateway();
  const answer = await fetch(gateway.url + path, { method });
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { error: { message: "There is no sign-in here; send a key as Authorization: Bearer KEY." } },
  ]);
});

test("HEAD is answered like GET, and slashes too many are forgiven", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  for (const path of ["/v1/models", "//v1/models", "/v1/models/", "/v1//models/auto", "/v1/models/auto", "/health/"]) {
    const answer = await gateway.fetch(path, { method: "HEAD" });
    expect([path, answer.status, await answer.text()]).toEqual([path, 200, ""]);
    expect((await gateway.fetch(path)).status).toBe(200);
  }
  expect((await gateway.post("//v1/chat/completions/", chatBody)).status).toBe(200);
  const message = await gateway.post("//v1/messages", {});
  expect([message.status, await message.json()]).toMatchObject([400, { type: "error" }]);
  expect((await gateway.fetch("/v1/v1/models")).status).toBe(404);
});

test("models: those that can chat first, with auto and the caller's aliases", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using folder = await startTestGateway();
  const mappingFile = join(folder.keysFile, "..", "mapping.json");
  writeFileSync(
    mappingFile,
    JSON.stringify({ aliases: { "gpt-4": "chat", any: "auto", vectors: "embed", gone: "x" } }),
  );
  await using gateway = await startTestGateway({
    services: { "expert-a": embeddingService(expert), "expert-chat": chatService(expert) },
    config: { routing: { mappingFile } },
  });
  const { data } = (await (await gateway.fetch("/v1/models")).json()) as { data: { id: string; kind: string }[] };
  expect(data.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
    "smollm2 chat",
    "auto chat",
    "gpt-4 chat",
    "any chat",
    "minilm embedding",
  ]);
  expect(await (await gateway.fetch("/v1/models/gpt-4")).json()).toMatchObject({ id: "gpt-4", experts: ["chat"] });
});

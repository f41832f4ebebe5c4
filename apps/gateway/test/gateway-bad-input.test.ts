import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert } from "./fake-expert.ts";
import { rawRequest } from "./raw-request.ts";
import { chatBody, embeddingService, startTestGateway, testKey } from "./start-test-gateway.ts";

const error = (message: string, code: string, rest: object = {}) => ({
  error: { message, type: "invalid_request_error", param: null, code, ...rest },
});

const needsKey = error("A valid API key is needed: send it as 'Authorization: Bearer KEY'.", "invalid_api_key", {
  type: "authentication_error",
});

test.each([
  ["no key", {}],
  ["a wrong key", { authorization: "Bearer hearth_wrong" }],
  ["another scheme", { authorization: `Basic ${testKey}` }],
])("%s: 401 on every route that is not open", async (_what, headers) => {
  await using gateway = await startTestGateway({ metricsAccess: "key" });
  const routes: readonly [string, string][] = [
    ["POST", "/v1/chat/completions"],
    ["POST", "/v1/embeddings"],
    ["GET", "/v1/models"],
    ["GET", "/metrics"],
  ];
  for (const [method, path] of routes) {
    const answer = await fetch(gateway.url + path, { method, headers });
    expect([path, answer.status, await answer.json()]).toEqual([path, 401, needsKey]);
  }
});

test.each<[string, string | Buffer, object]>([
  ["invalid JSON", '{"model":', error("The body is not valid JSON.", "invalid_json")],
  ["an empty body", "", error("The body is not valid JSON.", "invalid_json")],
  ["invalid UTF-8", Buffer.from([0x22, 0xff, 0x22]), error("The body is not valid UTF-8.", "invalid_json")],
  ["a list", "[]", error("Invalid value for 'body': Invalid input: expected object, received array.", "invalid_value")],
  [
    "no messages",
    "{}",
    error("Invalid value for 'messages': Invalid input: expected array, received undefined.", "invalid_value", {
      param: "messages",
    }),
  ],
  [
    "a temperature that is a text",
    JSON.stringify({ ...chatBody, temperature: "hot" }),
    error("Invalid value for 'temperature': Invalid input: expected number, received string.", "invalid_value", {
      param: "temperature",
    }),
  ],
  [
    "a part without a type",
    JSON.stringify({ messages: [{ role: "user", content: "a" }, { role: 7 }] }),
    error(
      'Invalid value for \'messages[1].role\': Invalid option: expected one of "system"|"developer"|"user"|"assistant"|"tool"|"function".',
      "invalid_value",
      { param: "messages[1].role" },
    ),
  ],
])("%s: 400", async (_what, body, expected) => {
  await using gateway = await startTestGateway();
  const answer = await gateway.fetch("/v1/chat/completions", { method: "POST", body: body as string });
  expect([answer.status, await answer.json()]).toEqual([400, expected]);
});

test("an unknown model: 404; a model of the wrong kind: 400; no expert at all: 503", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-embed": embeddingService(expert) } });
  const answers = [];
  for (const model of ["gpt-9", "minilm", "auto"]) {
    const answer = await gateway.post("/v1/chat/completions", { ...chatBody, model });
    answers.push([answer.status, await answer.json()]);
  }
  expect(answers).toEqual([
    [
      404,
      error("The model 'gpt-9' does not exist; GET /v1/models lists those that do.", "model_not_found", {
        param: "model",
      }),
    ],
    [400, error("The model 'minilm' is not a chat model.", "unsupported_model", { param: "model" })],
    [
      503,
      error("No chat expert is healthy at the moment. Try again shortly.", "expert_unavailable", {
        type: "server_error",
      }),
    ],
  ]);
  expect(expert.asked).toEqual([]);
});

test("an unknown URL: 404; a wrong method: 405", async () => {
  await using gateway = await startTestGateway();
  const unknown = await gateway.fetch("/v1/chat/completion", { method: "POST" });
  expect([unknown.status, await unknown.json()]).toEqual([
    404,
    error("Unknown request URL. The API is under /v1.", "unknown_url"),
  ]);
  const wrong = await gateway.fetch("/v1/chat/completions?x=1");
  expect([wrong.status, await wrong.json()]).toEqual([405, error("Use POST for this URL.", "method_not_allowed")]);
});

test("a compressed body: 415", async () => {
  await using gateway = await startTestGateway();
  const answer = await gateway.post("/v1/chat/completions", chatBody, { headers: { "content-encoding": "gzip" } });
  expect([answer.status, await answer.json()]).toEqual([
    415,
    error("Content-Encoding 'gzip' is not supported; send the body as it is.", "unsupported_encoding"),
  ]);
});

const post = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${testKey}\r\n`;
const statusOf = (answer: string): string => answer.split("\r\n", 1)[0] ?? "";
const tooLarge = error("The body is larger than 4096 bytes.", "request_too_large");

test("a body declared too large is refused before it is sent", async () => {
  await using gateway = await startTestGateway();
  const answer = await rawRequest(gateway.gateway.address.port, `${post}content-length: 100000000\r\n\r\n{`);
  expect(statusOf(answer)).toBe("HTTP/1.1 413 Payload Too Large");
  expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toEqual(tooLarge);
});

test("a body that grows too large is refused at the limit", async () => {
  await using gateway = await startTestGateway();
  const chunk = `800\r\n${"x".repeat(2_048)}\r\n`;
  const answer = await rawRequest(
    gateway.gateway.address.port,
    `${post}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}${chunk}`,
  );
  expect(statusOf(answer)).toBe("HTTP/1.1 413 Payload Too Large");
  expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toEqual(tooLarge);
});

test.each([
  ["no HTTP at all", "\u0016\u0003\u0001 hello\r\n\r\n", "HTTP/1.1 400 Error: bad_request"],
  [
    "two lengths",
    `${post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET`,
    "HTTP/1.1 400 Error: bad_request",
  ],
  ["headers beyond the limit", `${post}x: ${"y".repeat(20_000)}\r\n\r\n`, "HTTP/1.1 431 Error: headers_too_large"],
  ["headers that never end", post, "HTTP/1.1 408 Error: request_timeout"],
  ["a body that never ends", `${post}content-length: 9\r\n\r\n{`, "HTTP/1.1 408 Error: request_timeout"],
])("%s: answered in OpenAI's form and closed", async (_what, bytes, expected) => {
  await using gateway = await startTestGateway({ timeouts: { headersMs: 100, requestMs: 200 } });
  const answer = await rawRequest(gateway.gateway.address.port, bytes);
  const { error } = JSON.parse(answer.split("\r\n\r\n")[1] ?? "") as { error: { code: string } };
  expect(`${statusOf(answer)}: ${error.code}`).toBe(expected);
});

test("keys read again are used at once; a damaged file leaves the old ones", async () => {
  await using gateway = await startTestGateway();
  const status = async () => (await gateway.fetch("/v1/models")).status;
  writeFileSync(gateway.keysFile, '{"keys":[{"id":"test","sha256":"abc"}]}');
  expect(() => gateway.gateway.reloadKeys()).toThrow("keys.0.sha256: Invalid string");
  expect(await status()).toBe(200);
  writeFileSync(gateway.keysFile, '{"keys":[]}');
  gateway.gateway.reloadKeys();
  expect(await status()).toBe(401);
});

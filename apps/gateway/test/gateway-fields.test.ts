import { expect, test } from "vitest";
import { answerJson, chatAnswer, eventStream, startFakeExpert, type Behaviour } from "./fake-expert.ts";
import { everyKind, everyService } from "./every-kind.ts";
import { chatBody, chatService, embeddingService, startTestGateway } from "./start-test-gateway.ts";

/** llama-server's own fields (b10068), and values with which one caller could reach into the requests of others. */
const hostile = {
  id_slot: 4,
  cache_prompt: true,
  n_predict: 40,
  lora: [{ id: 0, scale: 9 }],
  verbose: true,
  response_fields: ["content"],
  n_probs: 5,
  timings_per_token: true,
  return_progress: true,
  ignore_eos: true,
  t_max_predict_ms: 1,
  samplers: ["top_k"],
  dry_multiplier: 1,
  dry_penalty_last_n: 2_000_000_000,
  return_tokens: true,
  reasoning_format: "none",
  chat_format: 1,
  media_path: "/etc",
  tool_prompt: "x",
};

const requests = {
  "/v1/chat/completions": { ...chatBody, temperature: 0, top_k: 3, min_p: 0.1, repeat_penalty: 1.1 },
  "/v1/completions": { model: "smollm2", prompt: "Once", max_tokens: 3, top_k: 3 },
  "/v1/embeddings": { model: "minilm", input: "a", encoding_format: "float" },
  "/v1/rerank": { model: "rerank", query: "a", documents: ["b"], top_n: 1 },
  "/v1/images/generations": { model: "image", prompt: "a", size: "64x64" },
  "/v1/audio/speech": { model: "speech", input: "a", voice: "b" },
};

test("only documented fields reach an expert, and the answer says what was left out", async () => {
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port) });
  for (const [path, request] of Object.entries(requests)) {
    const body = { ...request, model: "auto" };
    const answer = await gateway.post(path, { ...body, ...hostile });
    expect([path, answer.status]).toEqual([path, 200]);
    expect(JSON.parse(expert.asked.at(-1)?.body ?? "")).toEqual(body);
    expect(answer.headers.get("x-hearth-warnings")).toMatch(/^left out: id_slot, cache_prompt, n_predict, .*, \.\.\.$/);
    const plain = await gateway.post(path, body);
    expect([expert.asked.at(-1)?.body, plain.headers.get("x-hearth-warnings")]).toEqual([JSON.stringify(body), null]);
  }
});

test("fields of OpenAI's that mean nothing here are left out without a word; a limit of -1 is none", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", {
    ...chatBody,
    store: true,
    metadata: { a: "b" },
    max_tokens: -1,
    max_completion_tokens: -1,
  });
  expect([answer.status, answer.headers.get("x-hearth-warnings")]).toEqual([200, null]);
  expect(JSON.parse(expert.asked[0]?.body ?? "")).toEqual(chatBody);
});

test("only enable_thinking of a template's settings is passed on", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const settings = { enable_thinking: false, messages: [], tools: "x" };
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, chat_template_kwargs: settings });
  expect(JSON.parse(expert.asked[0]?.body ?? "")).toEqual({
    ...chatBody,
    chat_template_kwargs: { enable_thinking: false },
  });
  expect(answer.headers.get("x-hearth-warnings")).toBe("left out: chat_template_kwargs other than enable_thinking");
});

const deep = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));

test.each<[string, [path: string, body: object], string]>([
  ["a grammar", ["/v1/chat/completions", { ...chatBody, grammar: 'root ::= (("a"{0,99}){0,99}){0,99}' }], "grammar"],
  ["a grammar", ["/v1/completions", { prompt: "a", grammar: "root ::= x" }], "grammar"],
  ["an endless temperature", ["/v1/chat/completions", { ...chatBody, temperature: 1e300 }], "temperature"],
  ["a negative share", ["/v1/completions", { prompt: "a", top_p: -1 }], "top_p"],
  ["llama-server's schema", ["/v1/chat/completions", { ...chatBody, json_schema: {} }], "json_schema"],
  ["deep metadata", ["/v1/chat/completions", { ...chatBody, metadata: deep(1_000) }], ""],
  ["a deep message", ["/v1/chat/completions", { messages: [{ role: "user", content: "a", x: deep(1_000) }] }], ""],
  ["a deep embedding", ["/v1/embeddings", { input: "a", x: deep(1_000) }], ""],
  [
    "the whole vocabulary",
    ["/v1/chat/completions", { ...chatBody, logprobs: true, top_logprobs: 50_000 }],
    "top_logprobs",
  ],
  ["the whole vocabulary", ["/v1/completions", { prompt: "a", logprobs: 50_000 }], "logprobs"],
])("%s is refused: %o", async (_what, [path, body], param) => {
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port) });
  const answer = await gateway.post(path, body);
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { error: expect.objectContaining({ code: "invalid_value", param: param === "" ? null : param }) as unknown },
  ]);
  expect(expert.asked).toEqual([]);
});

const timings = { cache_n: 30, prompt_n: 1, predicted_n: 8 };
const telling = {
  ...chatAnswer,
  usage: { ...chatAnswer.usage, prompt_tokens_details: { cached_tokens: 30 } },
  timings,
};

test("an answer has no counters that tell of other callers' prompts, fresh or cached", async () => {
  await using expert = await startFakeExpert(answerJson(telling));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: { cache: { exact: true } },
  });
  for (const cached of ["miss", "exact"]) {
    const answer = await gateway.post("/v1/chat/completions", { ...chatBody, temperature: 0 });
    expect(answer.headers.get("x-hearth-cache")).toBe(cached);
    const text = await answer.text();
    expect(answer.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
    expect(JSON.parse(text)).toEqual(chatAnswer);
  }
  expect(expert.asked).toHaveLength(1);
});

test.each([
  ["/v1/chat/completions", {}],
  ["/v1/chat/completions", { n: 2 }],
  ["/v1/messages", { max_tokens: 5 }],
  ["/v1/responses", { messages: undefined, input: "hi" }],
])("nor has a stream of %s %o", async (path, more) => {
  const chunk = (value: object): string =>
    `data: ${JSON.stringify({ id: "x", object: "chat.completion.chunk", created: 1, model: "m", ...value })}\n\n`;
  const events =
    chunk({ choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: null }] }) +
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }) +
    chunk({ choices: [], usage: telling.usage, timings }) +
    "data: [DONE]\n\n";
  await using expert = await startFakeExpert((response) => response.writeHead(200, eventStream).end(events));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post(path, {
    ...chatBody,
    stream: true,
    stream_options: { include_usage: true },
    ...more,
  });
  const text = await answer.text();
  expect(text).toContain("Hi");
  expect(text).not.toMatch(/timings|cache_n|"cache[^"]*":\s*30|cached_tokens":\s*30/);
});

test("usage is still counted from timings that the caller does not see", async () => {
  const events = `data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\ndata: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"timings":${JSON.stringify(timings)}}\n\ndata: [DONE]\n\n`;
  await using expert = await startFakeExpert((response) => response.writeHead(200, eventStream).end(events));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, stream: true });
  expect(await answer.text()).not.toContain("timings");
  await expect.poll(() => gateway.lines.join("\n")).toMatch(/"promptTokens":31.*"completionTokens":8/);
});

test("half an emoji becomes U+FFFD, so that no expert fails of it", async () => {
  const strict: Behaviour = (response, asked) => {
    const broken = /\\u[dD][89abAB]/.test(asked.body);
    answerJson(broken ? { error: { message: "[json.exception.parse_error.101]" } } : chatAnswer, broken ? 500 : 200)(
      response,
      asked,
    );
  };
  await using expert = await startFakeExpert(strict);
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert), "expert-embed": embeddingService(expert) },
  });
  const half = String.raw`{"messages":[{"role":"user","content":"ä \ud83d"}],"input":"\udc00"}`;
  for (const path of ["/v1/chat/completions", "/v1/embeddings", "/v1/chat/completions/input_tokens"]) {
    await gateway.fetch(path, { method: "POST", body: half });
  }
  const sent = expert.asked.map(({ body }) => JSON.parse(body) as { messages?: [{ content: string }]; input?: string });
  expect([sent[0]?.messages?.[0].content, sent[1]?.input, sent[2]?.messages?.[0].content]).toEqual([
    "ä \ufffd",
    "\ufffd",
    "ä \ufffd",
  ]);
});

test("a caller whose request an expert cannot parse opens no breaker", async () => {
  const message = "[json.exception.parse_error.101] parse error at line 1, column 49: syntax error";
  await using expert = await startFakeExpert(answerJson({ error: { code: 500, message, type: "server_error" } }, 500));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const statuses: number[] = [];
  for (let time = 0; time < 6; time += 1) statuses.push((await gateway.post("/v1/chat/completions", chatBody)).status);
  expect(statuses).toEqual([400, 400, 400, 400, 400, 400]);
});

test("a body on which experts close the connection is sent to at most one other", async () => {
  const die: Behaviour = (response) => void response.socket?.destroy();
  await using first = await startFakeExpert(die);
  await using second = await startFakeExpert(die);
  await using third = await startFakeExpert(die);
  await using other = await startFakeExpert(die);
  await using gateway = await startTestGateway({
    services: {
      "expert-chat": chatService(first, second, third),
      "expert-other": { meta: { kind: "chat", model: "other" }, ports: [other.port] },
    },
  });
  expect((await gateway.post("/v1/chat/completions", chatBody)).status).toBe(503);
  const all = [first, second, third, other].flatMap(({ asked }) => asked);
  expect(all).toHaveLength(2);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { defined } from "@hearth/kernel/defined.ts";
import { answerJson, chatAnswer, eventStream, startFakeExpert, type Behaviour } from "./fake-expert.ts";
import { chatBody, chatService, startTestGateway } from "./start-test-gateway.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-providers-"));
const keyFile = join(folder, "key");
const secret = "sk-outside-0123456789";
writeFileSync(keyFile, `${secret}\n`);
afterAll(() => rmSync(folder, { recursive: true }));

const path = "/v1/chat/completions";
const everything = [{ name: "everything", allow: true }];

interface Setting {
  readonly provider?: Behaviour;
  readonly local?: Behaviour;
  readonly api?: "openai" | "anthropic" | "ollama";
  readonly policy?: readonly {
    readonly name: string;
    readonly allow: boolean;
    readonly content?: ("text" | "image")[];
  }[];
  readonly overflow?: boolean;
}

/** A gateway with one local expert (by default) and the provider `cloud` with the model `big`. */
async function setUp({
  provider: behave = answerJson(chatAnswer),
  local,
  api = "openai",
  policy = everything,
  overflow = true,
}: Setting) {
  const provider = await startFakeExpert(behave);
  const expert = local === undefined ? undefined : await startFakeExpert(local);
  const providers = {
    from: { cloud: { api, url: `${provider.origin}/base/v1`, keyFile, models: { big: { model: "big-2", overflow } } } },
    policy: [...policy],
  };
  const gateway = await startTestGateway({
    ...(expert === undefined ? {} : { services: { "expert-chat": chatService(expert) } }),
    config: { providers },
  });
  return {
    provider,
    expert,
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
      await expert?.[Symbol.asyncDispose]();
    },
  };
}

const broken: Behaviour = (response) => response.socket?.destroy();
const toCloud = { ...chatBody, model: "big", user: "anna", id_slot: 3 };

test("an outside model is asked by name, in its form, with its key, and without internal headers", async () => {
  await using house = await setUp({ local: answerJson(chatAnswer) });
  const { gateway, provider } = house;
  const headers = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "x-request-id": "r-1" };
  const answer = await gateway.post(path, toCloud, { headers });
  expect([answer.status, await answer.json(), answer.headers.get("x-hearth-expert")]).toEqual([200, chatAnswer, "big"]);
  const [asked] = provider.asked;
  expect([asked?.path, JSON.parse(asked?.body ?? "")]).toEqual([
    "/base/v1/chat/completions",
    { model: "big-2", messages: chatBody.messages },
  ]);
  expect(asked?.headers).toEqual({
    host: `127.0.0.1:${provider.port}`,
    connection: "keep-alive",
    authorization: `Bearer ${secret}`,
    "content-type": "application/json",
    "content-length": expect.any(String) as string,
  });
  const audit = gateway.lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === "outside");
  expect(audit).toMatchObject([
    { requestId: "r-1", caller: "test", route: "name", rule: "everything", provider: "cloud", model: "big-2" },
  ]);
  await expect.poll(() => gateway.lines.some((line) => line.includes('"event":"request"'))).toBe(true);
  expect(gateway.lines.filter((line) => line.includes(secret) || line.includes("France"))).toEqual([]);
});

test("by default requests stay in the house: 403 with the rule's name, and nothing is sent", async () => {
  await using house = await setUp({ local: broken, policy: [] });
  const { gateway, provider } = house;
  const refused = await gateway.post(path, toCloud);
  const { error } = (await refused.json()) as { error: { code: string; message: string } };
  expect([refused.status, error.code, error.message]).toEqual([
    403,
    "permission_denied",
    "The model 'big' is outside the house, and the rule 'local-only' keeps this request inside.",
  ]);
  expect(gateway.lines.some((line) => line.includes('"outside denied"') && line.includes('"rule":"local-only"'))).toBe(
    true,
  );
  expect((await gateway.post(path, chatBody)).status).toBe(503);
  expect(provider.asked).toEqual([]);
});

test.each<[string, Behaviour | undefined]>([
  ["nobody is there", undefined],
  ["its connection breaks", broken],
  ["it answers with errors", answerJson({ error: { message: "no" } }, 500)],
])("an outside model is the last fallback for %s", async (_why, local) => {
  await using house = await setUp(defined({ local }));
  const answer = await house.gateway.post(path, { ...chatBody, model: "auto" });
  expect([answer.status, answer.headers.get("x-hearth-expert")]).toEqual([200, "big"]);
});

test("nothing goes out while a local expert can answer; a model without overflow is never a fallback", async () => {
  await using house = await setUp({ local: answerJson(chatAnswer) });
  expect((await house.gateway.post(path, chatBody)).headers.get("x-hearth-expert")).toBe("chat");
  expect(house.provider.asked).toEqual([]);
  await using other = await setUp({ local: broken, overflow: false });
  expect((await other.gateway.post(path, chatBody)).status).toBe(503);
  expect(other.provider.asked).toEqual([]);
});

test("an image stays where a rule keeps it, while text may go", async () => {
  const policy = [{ name: "text", allow: true, content: ["text" as const] }];
  await using house = await setUp({ local: broken, policy });
  const image = { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } }] };
  expect((await house.gateway.post(path, { ...toCloud, messages: [image] })).status).toBe(403);
  expect((await house.gateway.post(path, { ...chatBody, messages: [image] })).status).toBe(503);
  expect((await house.gateway.post(path, chatBody)).status).toBe(200);
  expect(house.provider.asked.length).toBe(1);
});

test("Anthropic's API, whole and streamed", async () => {
  const message = {
    id: "m",
    model: "big-2",
    content: [{ type: "text", text: "Paris." }],
    stop_reason: "end_turn",
    usage: { input_tokens: 9, output_tokens: 3 },
  };
  const events = [
    { type: "message_start", message: { ...message, content: [] } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Paris." } },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 3 } },
    { type: "message_stop" },
  ];
  const provider: Behaviour = (response, asked) => {
    if (!asked.body.includes('"stream":true')) {
      answerJson(message)(response, asked);
      return;
    }
    response.writeHead(200, eventStream);
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""));
  };
  await using house = await setUp({ provider, api: "anthropic" });
  const whole = await house.gateway.post(path, toCloud);
  expect(await whole.json()).toMatchObject({
    choices: [{ message: { role: "assistant", content: "Paris." }, finish_reason: "stop" }],
    usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
  });
  const [asked] = house.provider.asked;
  expect([
    asked?.path,
    asked?.headers["x-api-key"],
    asked?.headers["anthropic-version"],
    asked?.headers.authorization,
  ]).toEqual(["/base/v1/messages", secret, "2023-06-01", undefined]);
  const streamed = await house.gateway.post(path, { ...toCloud, stream: true });
  expect(streamed.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(await streamed.text()).toMatch(
    /"content":"Paris\.".*"finish_reason":"stop".*"total_tokens":12.*data: \[DONE\]\n\n$/s,
  );
  await expect
    .poll(
      () =>
        house.gateway.lines.filter((line) => line.includes('"completionTokens":3') && line.includes('"promptTokens":9'))
          .length,
    )
    .toBe(2);
});

test.each<[string, Behaviour, number]>([
  ["does not know our key", answerJson({ error: { message: `bad key ${secret}` } }, 401), 502],
  ["answers nonsense", answerJson({ hello: 1 }), 502],
  [
    "is overloaded",
    answerJson({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }, 529),
    529,
  ],
])("an Anthropic provider that %s", async (_what, provider, status) => {
  await using house = await setUp({ provider, api: "anthropic" });
  const answer = await house.gateway.post(path, toCloud);
  expect([answer.status, (await answer.text()).includes(secret)]).toEqual([status, false]);
});

test("Ollama is asked in OpenAI's form; with a missing key file nothing is sent, and the caller is not told its name", async () => {
  await using ollama = await setUp({ api: "ollama" });
  expect((await ollama.gateway.post(path, toCloud)).status).toBe(200);
  await using gateway = await startTestGateway({
    config: {
      providers: {
        from: { cloud: { url: ollama.provider.origin, keyFile: join(folder, "none"), models: { big: {} } } },
        policy: [{ name: "everything", allow: true }],
      },
    },
  });
  const answer = await gateway.post(path, toCloud);
  expect([answer.status, (await answer.text()).includes(folder)]).toEqual([503, false]);
  expect(ollama.provider.asked.length).toBe(1);
});

test("outside models and providers are listed, never with keys", async () => {
  await using house = await setUp({});
  const models = (await (await house.gateway.fetch("/v1/models")).json()) as { data: { id: string }[] };
  expect(models.data.map(({ id }) => id)).toEqual(["big-2", "auto"]);
  const list = (await (await house.gateway.fetch("/v1/providers")).json()) as { data: { id: string }[] };
  expect(list.data.length).toBeGreaterThanOrEqual(65);
  const mistral = await house.gateway.fetch("/v1/providers/mistral");
  expect(await mistral.json()).toMatchObject({ id: "mistral", api: "https://api.mistral.ai/v1", experts: [] });
  expect((await house.gateway.fetch("/v1/providers/none")).status).toBe(404);
});

test("an outside model never takes a local expert's name", async () => {
  await using provider = await startFakeExpert(answerJson(chatAnswer));
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({
    services: { "expert-chat": chatService(expert) },
    config: {
      providers: {
        from: { cloud: { url: provider.origin, models: { smollm2: {}, chat: {} } } },
        policy: [{ name: "everything", allow: true }],
      },
    },
  });
  for (const model of ["smollm2", "chat"]) await (await gateway.post(path, { ...chatBody, model })).text();
  expect([provider.asked.length, expert.asked.length]).toEqual([0, 2]);
});

test("a provider without an address and a duplicate name are rejected at start", async () => {
  const from = (providers: object) => startTestGateway({ config: { providers: { from: providers } as never } });
  await expect(from({ "no-such-one": { models: { a: {} } } })).rejects.toThrow(
    "has no url, and the catalogue knows none",
  );
  await expect(from({ groq: { models: { a: {} } }, mistral: { models: { a: {} } } })).rejects.toThrow(
    "two models have the name 'a'",
  );
});

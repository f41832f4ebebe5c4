import { expect, test } from "vitest";
import { answerJson, chatAnswer, startFakeExpert, type FakeExpert } from "./fake-expert.ts";
import { chatBody, chatService, embeddingService, startTestGateway } from "./start-test-gateway.ts";

const knows = (tools: boolean) => ({
  "/props": { chat_template_caps: { supports_tools: tools, supports_tool_calls: tools } },
});
const tool = (name: string, parameters: object = { type: "object", properties: {} }) => ({
  type: "function",
  function: { name, description: "x", parameters },
});
const script = (limits: object) =>
  tool("script", { type: "object", properties: { text: { type: "string", ...limits } }, required: ["text"] });
const sent = ({ asked }: FakeExpert): Record<string, unknown> => JSON.parse(asked.at(-1)?.body ?? "") as never;

test("what breaks llama-server's grammar is taken out of tools and response_format; the rest stays byte for byte", async () => {
  const quoted = {
    ...chatAnswer,
    choices: [{ ...chatAnswer.choices[0], message: { content: JSON.stringify("x".repeat(9_000)) } }],
  };
  await using expert = await startFakeExpert(answerJson(quoted), knows(true));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const plain = { ...chatBody, tools: [script({ maxLength: 100 })], tool_choice: "auto" };
  await gateway.post("/v1/chat/completions", plain);
  expect(expert.asked[0]?.body).toBe(JSON.stringify(plain));
  await gateway.post("/v1/chat/completions", { ...plain, tools: [tool("a"), script({ maxLength: 524_288 })] });
  expect(sent(expert)).toEqual({ ...plain, tools: [tool("a"), script({})] });
  const format = (schema: object) => ({ type: "json_schema", json_schema: { name: "x", strict: true, schema } });
  await gateway.post("/v1/chat/completions", {
    ...chatBody,
    response_format: format({ type: "string", minLength: 9_000 }),
  });
  expect(sent(expert)).toEqual({ ...chatBody, response_format: format({ type: "string" }) });
});

test("tools of Anthropic's and of the Responses API are simplified too", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer), knows(true));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const parameters = script({ maxLength: 524_288 }).function.parameters;
  await gateway.post("/v1/messages", {
    ...chatBody,
    max_tokens: 5,
    tools: [{ name: "script", description: "x", input_schema: parameters }],
  });
  expect(sent(expert)["tools"]).toEqual([script({})]);
  const tools = [{ type: "function", name: "script", description: "x", parameters, strict: false }];
  await gateway.post("/v1/responses", { model: "smollm2", input: "a", tools });
  expect(sent(expert)["tools"]).toMatchObject([script({})]);
});

test("a tool that is chosen by name is sent alone to other servers, and tools that are no functions are left out", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", {
    ...chatBody,
    tools: [tool("a"), tool("b"), { type: "web_search" }],
    tool_choice: { type: "function", function: { name: "b" } },
  });
  expect(sent(expert)).toEqual({ ...chatBody, tools: [tool("b")], tool_choice: "required" });
  expect(answer.headers.get("x-hearth-warnings")).toBe("left out: tools that are no functions");
});

test.each([
  ["a tool that is not there", { tools: [tool("a")], tool_choice: { type: "function", function: { name: "z" } } }],
  ["no functions to choose from", { tools: [{ type: "web_search" }], tool_choice: "required" }],
])("tool_choice with %s is refused", async (_what, more) => {
  await using expert = await startFakeExpert(answerJson(chatAnswer), knows(true));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/chat/completions", { ...chatBody, ...more });
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: { param: "tool_choice" } }]);
  expect(expert.asked).toEqual([]);
});

test("auto prefers an expert that knows tools when there are tools", async () => {
  await using simple = await startFakeExpert(answerJson(chatAnswer), knows(false));
  await using able = await startFakeExpert(answerJson(chatAnswer), knows(true));
  await using gateway = await startTestGateway({
    services: {
      "expert-a": { meta: { kind: "chat", model: "simple" }, ports: [simple.port] },
      "expert-b": { meta: { kind: "chat", model: "able" }, ports: [able.port] },
    },
  });
  const chosen = async (more: object) =>
    (await gateway.post("/v1/chat/completions", { ...chatBody, model: "auto", ...more })).headers.get(
      "x-hearth-expert",
    );
  expect([await chosen({}), await chosen({ tools: [tool("a")] }), await chosen({})]).toEqual(["a", "b", "a"]);
});

test("token numbers and vectors of another length are refused by an embedding expert", async () => {
  const told = { "/v1/models": { data: [{ meta: { n_embd: 384 } }] } };
  await using expert = await startFakeExpert(answerJson({ data: [] }), told);
  await using gateway = await startTestGateway({ services: { "expert-embed": embeddingService(expert) } });
  const ask = async (body: object): Promise<unknown> => {
    const answer = await gateway.post("/v1/embeddings", { model: "minilm", ...body });
    const { error } = (await answer.json()) as { error?: { message: string; param: string } };
    return [answer.status, error?.param, error?.message];
  };
  const tokens = "This model takes text, not token numbers (LangChain: check_embedding_ctx_length=False).";
  expect(await ask({ input: [[791, 8_415]] })).toEqual([400, "input", tokens]);
  expect(await ask({ input: [791, 8_415] })).toEqual([400, "input", tokens]);
  expect(await ask({ input: "a", dimensions: 128 })).toEqual([
    400,
    "dimensions",
    "Invalid value for 'dimensions': 'minilm' makes vectors of 384 numbers, and of no other length.",
  ]);
  expect(await ask({ input: ["a"], dimensions: 384 })).toEqual([200, undefined, undefined]);
  expect(expert.asked).toHaveLength(1);
});

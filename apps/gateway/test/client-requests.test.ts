import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventData } from "@hearth/service/http/event-data.ts";
import { everyKind, everyService } from "./every-kind.ts";
import { answerJson, chatAnswer, startFakeExpert, streamPieces, type FakeExpert } from "./fake-expert.ts";
import { chatService, startTestGateway } from "./start-test-gateway.ts";

/* Requests as client programs send them, shortened: tools and texts that make no difference are left out. */

const request = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(import.meta.dirname, `client-requests/${name}.json`), "utf8")) as Record<
    string,
    unknown
  >;

interface SentChat {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

const lastAsked = ({ asked }: FakeExpert): SentChat => JSON.parse(asked.at(-1)?.body ?? "{}") as SentChat;
const toolNames = ({ tools = [] }: SentChat): readonly string[] => tools.map((tool) => tool.function.name);

test("Claude Code: its system message among the messages is a reminder in the user's message before it", async () => {
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port), bodyBytes: 2 ** 20 });
  const asked = { ...request("claude-code"), model: "auto" };
  const answer = await gateway.post("/v1/messages", asked);
  expect([answer.status, (await answer.text()).includes("event: message_stop")]).toEqual([200, true]);
  expect(answer.headers.get("request-id")).toBe(answer.headers.get("x-request-id"));
  const chat = lastAsked(expert);
  expect(chat.messages.map(({ role }) => role)).toEqual(["system", "user"]);
  expect(chat.messages[0]?.content).toBe(
    "You are Claude Code, Anthropic's official CLI for Claude.\n" +
      "You are an interactive agent that helps users with software engineering tasks.",
  );
  expect(chat.messages[1]?.content).toMatch(
    /say hi\n\n<system-reminder>\nAvailable agent types [^]*\n<\/system-reminder>$/,
  );
  expect(toolNames(chat)).toEqual(["Bash", "Read", "Workflow"]);

  const count = await gateway.post("/v1/messages/count_tokens", asked);
  expect([count.status, await count.json()]).toEqual([200, { input_tokens: 31 }]);
  expect(lastAsked(expert).messages).toEqual(chat.messages);
});

test("Claude Code: the same conversation is the same prompt, whatever its billing mark says", async () => {
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port), bodyBytes: 2 ** 20 });
  const asked = JSON.stringify({ ...request("claude-code"), model: "auto" });
  for (const body of [asked, asked.replace("cch=8d3f1", "cch=00aa7")]) {
    await (await gateway.fetch("/v1/messages", { method: "POST", body })).text();
  }
  expect(expert.asked[1]?.body).toBe(expert.asked[0]?.body);
  expect(expert.asked[0]?.body).not.toContain("x-anthropic-billing-header");
});

test("Claude Code's web search is refused, so that no invention becomes its result", async () => {
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port), bodyBytes: 2 ** 20 });
  const search = request("claude-code-web-search");
  const alone = await gateway.post("/v1/messages", { ...search, model: "auto" });
  expect([alone.status, await alone.json()]).toEqual([
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message: "Web search runs at Anthropic and is not available here.",
        code: "invalid_value",
      },
    },
  ]);
  const tools = [...(search["tools"] as object[]), { name: "Bash", input_schema: { type: "object" } }];
  const among = await gateway.post("/v1/messages", { ...search, model: "auto", tools });
  await among.text();
  expect([among.status, among.headers.get("x-hearth-warnings"), toolNames(lastAsked(expert))]).toEqual([
    200,
    "left out: the tool web_search, which runs at Anthropic",
    ["Bash"],
  ]);
  const tool_choice = { type: "tool", name: "web_search" };
  const chosen = await gateway.post("/v1/messages", { ...search, model: "auto", tools, tool_choice });
  expect([chosen.status, await chosen.json()]).toMatchObject([
    400,
    { error: { message: /^The tool 'web_search' runs at Anthropic/ } },
  ]);
});

test("Anthropic's tools that the caller runs are functions", async () => {
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port) });
  const tools = [
    { type: "bash_20250124", name: "bash" },
    { type: "text_editor_20250728", name: "str_replace_based_edit_tool" },
    { type: "memory_20250818", name: "memory" },
    { type: "code_execution_20250825", name: "code_execution" },
  ];
  const answer = await gateway.post("/v1/messages", {
    model: "auto",
    max_tokens: 64,
    messages: [{ role: "user", content: "List the files." }],
    tools,
  });
  await answer.text();
  expect([answer.status, answer.headers.get("x-hearth-warnings")]).toEqual([
    200,
    "left out: the tool code_execution, which runs at Anthropic",
  ]);
  expect(JSON.parse(expert.asked[0]?.body ?? "")).toMatchObject({
    tools: [
      {
        type: "function",
        function: { name: "bash", parameters: { properties: { command: { type: "string" } } } },
      },
      { function: { name: "str_replace_based_edit_tool" } },
      { function: { name: "memory" } },
    ],
  });
  const chosen = { tools, tool_choice: { type: "tool", name: "bash" } };
  await gateway.post("/v1/messages", {
    model: "auto",
    max_tokens: 64,
    messages: [{ role: "user", content: "a" }],
    ...chosen,
  });
  // llama-server ignores the name, so it gets that tool alone.
  const { tools: sent, tool_choice } = JSON.parse(expert.asked[1]?.body ?? "") as {
    tools: unknown[];
    tool_choice: unknown;
  };
  expect([sent, tool_choice]).toMatchObject([[{ function: { name: "bash" } }], "required"]);
});

test("a chat's later system message goes to the user's message before it; other chats are passed on byte for byte", async () => {
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port) });
  const messages = [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hi" },
  ];
  const late = [...messages, { role: "system", content: "Now in French." }];
  for (const path of ["/v1/chat/completions", "/v1/chat/completions/input_tokens"]) {
    for (const sent of [messages, late]) await (await gateway.post(path, { messages: sent })).text();
  }
  const reminded = [
    messages[0],
    { role: "user", content: "Hi\n\n<system-reminder>\nNow in French.\n</system-reminder>" },
  ];
  expect(expert.asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { messages },
    { messages: reminded },
    { messages },
    { messages: reminded },
  ]);
  expect(expert.asked[0]?.body).toBe(JSON.stringify({ messages }));
});

test("Codex: namespaces are flattened, the web search is left out, and its developer messages are one", async () => {
  await using expert = await startFakeExpert(everyKind);
  await using gateway = await startTestGateway({ services: everyService(expert.port), bodyBytes: 2 ** 20 });
  const answer = await gateway.post("/v1/responses", { ...request("codex"), model: "auto" });
  expect([answer.status, (await answer.text()).includes("event: response.completed")]).toEqual([200, true]);
  expect(answer.headers.get("x-hearth-warnings")).toBe("left out: the tool web_search, which is not available here");
  const chat = lastAsked(expert);
  expect(toolNames(chat)).toEqual([
    "exec_command",
    "write_stdin",
    "request_user_input",
    "view_image",
    "multi_agent_v1__spawn_agent",
    "multi_agent_v1__wait_agent",
    "get_goal",
    "create_goal",
    "update_goal",
  ]);
  expect(chat.messages.map(({ role }) => role)).toEqual(["system", "user", "user"]);
  expect(chat.messages[0]?.content).toMatch(/^<permissions instructions>[^]+<skills_instructions>\nNone\.\n/);
});

test("a responses request whose only tool is a web search, or whose choice names it, is refused", async () => {
  await using gateway = await startTestGateway();
  const search = { type: "web_search" };
  const run = { type: "function", name: "run", parameters: {} };
  const ask = async (fields: object) => {
    const answer = await gateway.post("/v1/responses", { input: "Hi", ...fields });
    return [answer.status, await answer.json()];
  };
  const error = (message: string, param: string) => ({
    error: { message, type: "invalid_request_error", param, code: "invalid_value" },
  });
  expect(await ask({ tools: [search] })).toEqual([
    400,
    error("Web search runs at OpenAI and is not available here.", "tools"),
  ]);
  expect(await ask({ tools: [run, search], tool_choice: search })).toEqual([
    400,
    error(
      "The tool 'web_search' runs at OpenAI and is not available here; choose another one, or none.",
      "tool_choice",
    ),
  ]);
  expect(await ask({ input: [{ type: "function_call", name: "run" }] })).toEqual([
    400,
    error(
      "Invalid value for 'input[0].call_id' (function_call): Invalid input: expected string, received undefined.",
      "input[0].call_id",
    ),
  ]);
});

const patch = "*** Begin Patch\n*** Add File: a\n+1\n*** End Patch";
const patchCall = {
  id: "call_9",
  type: "function",
  function: { name: "apply_patch", arguments: JSON.stringify({ input: patch }) },
};
const spawnCall = { id: "call_10", type: "function", function: { name: "agents__spawn", arguments: "{}" } };
const calls = {
  ...chatAnswer,
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      message: { role: "assistant", content: null, tool_calls: [patchCall, spawnCall] },
    },
  ],
};
const callPieces = [patchCall, spawnCall].flatMap(({ function: { name, arguments: written }, ...call }, index) => [
  { index, ...call, function: { name, arguments: written.slice(0, 9) } },
  { index, function: { arguments: written.slice(9) } },
]);
const callStream = Buffer.from(
  [
    ...callPieces.map((piece) => ({ model: "smollm2", choices: [{ index: 0, delta: { tool_calls: [piece] } }] })),
    { model: "smollm2", choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
  ]
    .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
    .join(""),
);

test("a tool that takes a text, and one of a namespace, come back as they were offered, whole and streamed", async () => {
  await using expert = await startFakeExpert((response, asked) =>
    (asked.body.includes('"stream":true') ? streamPieces(callStream, 50) : answerJson(calls))(response, asked),
  );
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const spawn = { type: "function", name: "spawn", parameters: { type: "object", properties: {} } };
  const tools = [
    {
      type: "custom",
      name: "apply_patch",
      description: "Edits files.",
      format: { type: "grammar", syntax: "lark", definition: "start: begin" },
    },
    { type: "namespace", name: "agents", description: "Agents.", tools: [spawn] },
  ];
  const ask = { model: "auto", input: "Add a.", tools, tool_choice: { type: "custom", name: "apply_patch" } };
  const expected = [
    { type: "custom_tool_call", call_id: "call_9", name: "apply_patch", input: patch, status: "completed" },
    { type: "function_call", call_id: "call_10", name: "spawn", namespace: "agents", arguments: "{}" },
  ];
  const whole = await gateway.post("/v1/responses", ask);
  expect(await whole.json()).toMatchObject({ output: expected, tools });
  expect(JSON.parse(expert.asked[0]?.body ?? "")).toMatchObject({
    tools: [
      {
        function: {
          name: "apply_patch",
          description: "Edits files.\n\nThe text must follow this grammar:\nstart: begin",
          parameters: { properties: { input: { type: "string" } }, required: ["input"] },
        },
      },
    ],
    // llama-server ignores the name of a tool, so it gets that tool alone.
    tool_choice: "required",
  });

  const streamed = await gateway.post("/v1/responses", { ...ask, stream: true });
  const events = eventData(Buffer.from(await streamed.text())).map(
    (data) => JSON.parse(data) as { readonly type: string; readonly response?: object },
  );
  expect(events.at(-1)).toMatchObject({ type: "response.completed", response: { output: expected } });
  expect(events.filter(({ type }) => type.startsWith("response.custom_tool_call_input"))).toMatchObject([
    { type: "response.custom_tool_call_input.delta", delta: patch },
    { type: "response.custom_tool_call_input.done", input: patch },
  ]);

  const history = [
    { role: "user", content: "Add a." },
    ...expected,
    { type: "custom_tool_call_output", call_id: "call_9", output: "Done." },
    { type: "function_call_output", call_id: "call_10", output: "Spawned." },
  ];
  await (await gateway.post("/v1/responses", { ...ask, input: history })).text();
  expect(lastAsked(expert).messages).toEqual([
    { role: "user", content: "Add a." },
    { role: "assistant", content: null, tool_calls: [patchCall, spawnCall] },
    { role: "tool", tool_call_id: "call_9", content: "Done." },
    { role: "tool", tool_call_id: "call_10", content: "Spawned." },
  ]);
});

test("the AI SDK's references to items of earlier answers are replaced by the items", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const first = await gateway.post("/v1/responses", { model: "auto", input: [{ role: "user", content: "Capital?" }] });
  const { output } = (await first.json()) as { readonly output: readonly { readonly id: string }[] };
  const input = [
    { role: "user", content: [{ type: "input_text", text: "Capital?" }] },
    { type: "item_reference", id: output[0]?.id },
    { role: "user", content: [{ type: "input_text", text: "Sure?" }] },
  ];
  const second = await gateway.post("/v1/responses", { model: "auto", input });
  expect(second.status).toBe(200);
  expect(lastAsked(expert).messages).toEqual([
    { role: "user", content: "Capital?" },
    { role: "assistant", content: "The capital of France is Paris." },
    { role: "user", content: "Sure?" },
  ]);
  const unknown = await gateway.post("/v1/responses", { input: [{ type: "item_reference", id: "msg_1" }] });
  expect([unknown.status, await unknown.json()]).toEqual([
    404,
    {
      error: {
        message:
          "The item 'msg_1' is not found. Answers are kept here for an hour, by the gateway that gave them. " +
          "Send the whole conversation, or set store to false if your client then does so.",
        type: "invalid_request_error",
        param: "input",
        code: "item_not_found",
      },
    },
  ]);
});

test("a small request that refers to large answers many times is refused", async () => {
  const long = { ...chatAnswer.choices[0], message: { role: "assistant", content: "a".repeat(1_500) } };
  await using expert = await startFakeExpert(answerJson({ ...chatAnswer, choices: [long] }));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const first = await gateway.post("/v1/responses", { model: "auto", input: "Hi" });
  const { id, output } = (await first.json()) as { readonly id: string; readonly output: readonly { id: string }[] };
  const reference = { type: "item_reference", id: output[0]?.id };
  const large = await gateway.post("/v1/responses", { model: "auto", input: [reference, reference, reference] });
  expect([large.status, await large.json()]).toMatchObject([413, { error: { code: "request_too_large" } }]);
  const second = await gateway.post("/v1/responses", { model: "auto", input: "Hi", previous_response_id: id });
  const next = (await second.json()) as { readonly id: string };
  const third = await gateway.post("/v1/responses", { model: "auto", input: "Hi", previous_response_id: next.id });
  expect([second.status, third.status]).toEqual([200, 413]);
});

test("a request of which nothing can be read is answered, with a warning", async () => {
  await using expert = await startFakeExpert(answerJson(chatAnswer));
  await using gateway = await startTestGateway({ services: { "expert-chat": chatService(expert) } });
  const answer = await gateway.post("/v1/responses", { input: [{ type: "image_generation_call", id: "ig_1" }] });
  expect([answer.status, answer.headers.get("x-hearth-warnings")]).toEqual([
    200,
    "left out: items of type image_generation_call",
  ]);
  expect(lastAsked(expert).messages).toEqual([
    { role: "user", content: "[All of this message was left out here: it cannot be read.]" },
  ]);
});

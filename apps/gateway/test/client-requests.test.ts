import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { everyKind, everyService } from "./every-kind.ts";
import { startFakeExpert, type FakeExpert } from "./fake-expert.ts";
import { startTestGateway } from "./start-test-gateway.ts";

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

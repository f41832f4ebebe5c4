import { startFakeExpert, type FakeExpert } from "../../../apps/gateway/test/fake-expert.ts";

/** What a tool of a coding agent gets, which shows that it ran. */
const command = "echo the-tool-ran";

/** Arguments of the agents' tools that run a command. */
const shells: Readonly<Record<string, object>> = {
  Bash: { command, description: "Say it" },
  exec_command: { cmd: command },
  shell_command: { command },
};

interface Chat {
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

const usage = { prompt_tokens: 31, completion_tokens: 8, total_tokens: 39 };

/** A model that knows tools: it has a command run if there is a tool for that, and then says what came of it. */
export const startScriptedExpert = (): Promise<FakeExpert> =>
  startFakeExpert(
    (response, asked) => {
      if (asked.path.endsWith("/input_tokens")) {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ object: "response.input_tokens", input_tokens: 31 }));
        return;
      }
      const chat = JSON.parse(asked.body) as Chat;
      const { message, finish_reason } = answerTo(chat);
      const frame = { id: "chatcmpl-1", created: 1_785_000_000, model: "scripted" };
      if (chat.stream !== true) {
        const choices = [{ index: 0, message: { role: "assistant", ...message }, finish_reason }];
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ ...frame, object: "chat.completion", choices, usage }));
        return;
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      const chunk = (more: object): void =>
        void response.write(`data: ${JSON.stringify({ ...frame, object: "chat.completion.chunk", ...more })}\n\n`);
      chunk({ choices: [{ index: 0, delta: { role: "assistant", ...message }, finish_reason: null }] });
      chunk({ choices: [{ index: 0, delta: {}, finish_reason }] });
      chunk({ choices: [], usage });
      response.end("data: [DONE]\n\n");
    },
    {
      "/props": { chat_template_caps: { supports_tools: true, supports_tool_calls: true } },
      "/apply-template": { prompt: "" },
    },
  );

function answerTo({ messages, tools = [] }: Chat): { message: object; finish_reason: string } {
  const result = messages.findLast(({ role }) => role === "tool");
  if (result !== undefined) {
    const ran = JSON.stringify(result.content).includes("the-tool-ran");
    return { message: { content: ran ? "It ran." : "It did not run." }, finish_reason: "stop" };
  }
  const name = tools.map(({ function: called }) => called.name).find((each) => Object.hasOwn(shells, each));
  if (name === undefined) return { message: { content: "hello.txt\n```\nHello, world\n```\n" }, finish_reason: "stop" };
  const call = {
    index: 0,
    id: "call_1",
    type: "function",
    function: { name, arguments: JSON.stringify(shells[name]) },
  };
  return { message: { content: null, tool_calls: [call] }, finish_reason: "tool_calls" };
}

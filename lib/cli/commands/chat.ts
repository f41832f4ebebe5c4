import { text as readAll } from "node:stream/consumers";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { askGateway, type AskOptions, type Message, type Question } from "../../chat/ask-gateway.ts";
import { gatewayClient } from "../../chat/gateway-client.ts";
import { refusal } from "../../chat/refusal.ts";
import { serviceEndpoint, type ServiceEndpoint } from "../../cluster/service-endpoint.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { modelNames } from "../keys/check-models.ts";
import { chatRefusal, formatChatModels, modelList } from "../chat/chat-models.ts";
import { footnotes, messagesOf, type Conversation } from "../chat/conversation.ts";
import { runConversation } from "../chat/run-conversation.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { parse, wholeNumber } from "../options.ts";

interface ChatOptions {
  readonly model: string;
  readonly key?: string;
  readonly system?: string;
  readonly maxTokens: number;
  readonly models?: boolean;
}

export const register: RegisterCommand = (program, signal) => {
  const chat = program.command("chat");
  chat
    .argument("[text...]", "what to ask; - stands for what is on stdin; without a text, a conversation")
    .option("-m, --model <name>", "an expert or a model", "auto")
    .option("--system <text>", "what the model is told before the question")
    .option("--max-tokens <count>", "how long an answer may get", parse(wholeNumber(1, 1_000_000)), 1_024)
    .option("-k, --key <file>", "file with an API key other than your own (see `hearth keys create --output`)")
    .option("--models", "list the experts and models that the key may ask, and ask nothing")
    .description("ask the cluster's gateway, or talk to it")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth chat\n  hearth chat 'What is the capital of France? Answer in one sentence.'\n  hearth chat 'Summarise this:' - <letter.txt\n  echo hello | hearth chat --max-tokens 50",
    )
    .action(async (words: readonly string[], options: ChatOptions) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const refused = options.models === true ? undefined : chatRefusal(options.model, stack.cluster);
      if (refused !== undefined) return chat.error(`error: ${refused}`, { exitCode: exitCodes.usage });
      reachCluster(stack);
      const known = modelNames(stack.cluster);
      const isConversation = words.length === 0 && process.stdin.isTTY && !context.json;
      const asked = isConversation || options.models === true ? "" : await textOf(words);
      if (!isConversation && options.models !== true && asked === "") {
        return chat.error("error: there is nothing to ask; write a question, or pipe one in", {
          exitCode: exitCodes.usage,
        });
      }
      const gateway = await serviceEndpoint(context.folder, "gateway", options.key);
      if (options.models === true) return showModels(gateway, context);
      const start: Conversation = { model: options.model, system: options.system, said: [] };
      const ask = (messages: readonly Message[], model: string, how: Pick<AskOptions, "onText" | "signal">) =>
        askGateway(gateway, { messages, model, maxTokens: options.maxTokens } satisfies Question, {
          signal,
          known,
          ...how,
        });
      if (!isConversation) return askOnce(asked, { start, ask, context, maxTokens: options.maxTokens });
      return runConversation({
        start,
        maxTokens: options.maxTokens,
        ask: ({ messages, model }, how) => ask(messages, model, how),
        refuse: (model) => chatRefusal(model, stack.cluster),
        input: process.stdin,
        output: process.stdout,
        signal,
      });
    });
};

/** The words, with what is on stdin in place of a hyphen; all of stdin where there are no words. */
async function textOf(words: readonly string[]): Promise<string> {
  const needsInput = words.length === 0 || words.includes("-");
  const input = needsInput ? (await readAll(process.stdin)).trim() : "";
  const text = words.length === 0 ? input : words.map((word) => (word === "-" ? `\n\n${input}` : word)).join(" ");
  return text.trim();
}

interface AskOnce {
  readonly start: Conversation;
  readonly ask: (
    messages: readonly Message[],
    model: string,
    how: Pick<AskOptions, "onText">,
  ) => ReturnType<typeof askGateway>;
  readonly context: Context;
  readonly maxTokens: number;
}

async function askOnce(text: string, { start, ask, context, maxTokens }: AskOnce): Promise<void> {
  const show = (part: string): void => {
    if (!context.json) process.stdout.write(part);
  };
  const answer = await ask(messagesOf(start, text), start.model, { onText: show });
  print(context, { json: answer, text: "" });
  for (const line of footnotes(answer, { maxTokens })) context.log.info(line);
}

async function showModels(gateway: ServiceEndpoint, context: Context): Promise<void> {
  const { status, json } = await gatewayClient(gateway)({ method: "GET", path: "/v1/models" });
  if (status !== 200) throw refusal(status, typeof json === "string" ? json : JSON.stringify(json));
  const models = modelList.parse(json).data;
  print(context, { json: { models }, text: formatChatModels(models, context) });
}

import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { Answer, Message } from "../../chat/ask-gateway.ts";
import {
  asMarkdown,
  footnotes,
  helpText,
  messagesOf,
  readInput,
  withAnswer,
  type Conversation,
  type Input,
} from "./conversation.ts";

export interface ConversationOptions {
  readonly start: Conversation;
  readonly maxTokens: number;
  /** Asks, and passes on each part of the answer. */
  readonly ask: (
    question: { readonly model: string; readonly messages: readonly Message[] },
    onText: (part: string) => void,
  ) => Promise<Answer>;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Asks what is typed, until /exit or Ctrl-D. A question that fails is said, and the conversation goes on. */
export async function runConversation(options: ConversationOptions): Promise<void> {
  const { input, output, signal } = options;
  const say = (text: string): void => void output.write(`${text}\n`);
  const lines = createInterface({ input, output, prompt: "> " });
  let conversation = options.start;
  say(`Talking to ${conversation.model}. /help lists what else you can type; Ctrl-D ends.`);
  // Ctrl-C at the prompt reaches readline and not the process.
  lines.on("SIGINT", () => lines.close());
  signal.addEventListener("abort", () => lines.close(), { once: true });
  let isClosed = false;
  lines.once("close", () => (isClosed = true));
  const prompt = (): void => {
    if (!isClosed) lines.prompt();
  };
  prompt();
  for await (const line of lines) {
    const read = readInput(line);
    if (read.kind === "end") break;
    conversation = await carryOut(read, conversation, { ...options, say });
    if (signal.aborted) break;
    prompt();
  }
  lines.close();
  signal.throwIfAborted();
}

async function carryOut(
  input: Input,
  conversation: Conversation,
  { ask, maxTokens, output, signal, say }: ConversationOptions & { readonly say: (text: string) => void },
): Promise<Conversation> {
  switch (input.kind) {
    case "ask":
      try {
        const messages = messagesOf(conversation, input.text);
        const answer = await ask({ model: conversation.model, messages }, (part) => void output.write(part));
        say(`\n${footnotes(answer, { maxTokens }).join("\n")}`);
        return withAnswer(conversation, input.text, answer);
      } catch (thrown) {
        signal.throwIfAborted();
        if (!(thrown instanceof HearthError)) throw thrown;
        say(thrown.formatForQuoting());
        return conversation;
      }
    case "model":
      say(`asks ${input.value === "" ? conversation.model : input.value}`);
      return input.value === "" ? conversation : { ...conversation, model: input.value };
    case "system":
      say(input.value === "" ? "no system text" : "set");
      return { ...conversation, system: input.value === "" ? undefined : input.value };
    case "save":
      say(save(input.value, conversation));
      return conversation;
    case "new":
      say("forgotten");
      return { ...conversation, said: [] };
    case "help":
      say(helpText);
      return conversation;
    case "unknown":
      say(`/${input.command} is not known here\n${helpText}`);
      return conversation;
    case "nothing":
    case "end":
      return conversation;
  }
}

/** Never replaces a file. */
function save(file: string, conversation: Conversation): string {
  if (file === "") return "name a file: /save talk.md";
  try {
    writeFileSync(file, asMarkdown(conversation), { flag: "wx", mode: 0o600 });
    return `saved in ${file}`;
  } catch (cause) {
    return `not saved: ${messageOf(cause)}`;
  }
}

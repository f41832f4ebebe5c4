import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError, reasonOf } from "@hearth/kernel/errors.ts";
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
    options: { readonly onText: (part: string) => void; readonly signal: AbortSignal },
  ) => Promise<Answer>;
  /** Why a model cannot be talked to; undefined if it can. */
  readonly refuse?: (model: string) => string | undefined;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Whether keys such as Ctrl-C are read from the input; where the output is a terminal, by default. */
  readonly terminal?: boolean;
  readonly signal: AbortSignal;
}

/** Asks what is typed, until /exit or Ctrl-D; Ctrl-C ends an answer, or at the prompt the conversation. A question that fails is said, and the conversation goes on. */
export async function runConversation(options: ConversationOptions): Promise<void> {
  const { input, output, signal } = options;
  const say = (text: string): void => void output.write(`${text}\n`);
  const lines = createInterface({ input, output, prompt: "> ", ...defined({ terminal: options.terminal }) });
  let conversation = options.start;
  say(`Talking to ${conversation.model}. /help lists what else you can type; Ctrl-D ends.`);
  let stop: AbortController | undefined;
  // On a terminal Ctrl-C reaches readline and not the process.
  lines.on("SIGINT", () => {
    if (stop === undefined) lines.close();
    else stop.abort();
  });
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
    stop = new AbortController();
    conversation = await carryOut(read, conversation, { ...options, say, stop: stop.signal });
    stop = undefined;
    if (signal.aborted) break;
    prompt();
  }
  lines.close();
  signal.throwIfAborted();
}

interface Turn {
  readonly say: (text: string) => void;
  /** Aborted by Ctrl-C during an answer. */
  readonly stop: AbortSignal;
}

async function carryOut(
  input: Input,
  conversation: Conversation,
  { ask, refuse, maxTokens, output, signal, say, stop }: ConversationOptions & Turn,
): Promise<Conversation> {
  switch (input.kind) {
    case "ask":
      try {
        const messages = messagesOf(conversation, input.text);
        const answer = await ask(
          { model: conversation.model, messages },
          { onText: (part) => void output.write(part), signal: AbortSignal.any([signal, stop]) },
        );
        say(`\n${footnotes(answer, { maxTokens }).join("\n")}`);
        return withAnswer(conversation, input.text, answer);
      } catch (thrown) {
        signal.throwIfAborted();
        if (stop.aborted) {
          say("\n(stopped; the question is forgotten)");
          return conversation;
        }
        if (!(thrown instanceof HearthError)) throw thrown;
        say(thrown.formatForQuoting());
        return conversation;
      }
    case "model": {
      const refused = input.value === "" ? undefined : refuse?.(input.value);
      if (refused !== undefined) {
        say(`${refused}\nstill asks ${conversation.model}`);
        return conversation;
      }
      say(`asks ${input.value === "" ? conversation.model : input.value}`);
      return input.value === "" ? conversation : { ...conversation, model: input.value };
    }
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
    const isThere = (cause as NodeJS.ErrnoException).code === "EEXIST";
    return isThere ? `${file} is there already; name another file` : `not saved: ${reasonOf(cause)}`;
  }
}

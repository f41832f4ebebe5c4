import type { ChatRequest } from "./schemas.ts";

type ChatMessage = ChatRequest["messages"][number];
type Content = ChatMessage["content"];
type Part = Exclude<NonNullable<Content>, string>[number];

const isSystem = ({ role }: ChatMessage): boolean => role === "system" || role === "developer";

/**
 * The chat with at most one system message, at its beginning: those that lead are joined, and the text of a later one goes to
 * the user's message before it (else the one after it, else a message of its own), where coding agents put such texts too.
 *
 * Many templates accept a system message only at the beginning and make the whole request fail otherwise. A template does not tell
 * beforehand which kind it is, so this is done for every expert. Each text keeps its place, so the expert's prompt cache stays valid.
 *
 * Returns the same chat if there is nothing to do, which is the usual case.
 */
export function systemFirst(chat: ChatRequest): ChatRequest {
  const { messages } = chat;
  if (messages.findLastIndex(isSystem) <= 0) return chat;
  const firstOther = messages.findIndex((message) => !isSystem(message));
  const leading = firstOther === -1 ? messages.length : firstOther;
  return { ...chat, messages: [...joined(messages.slice(0, leading)), ...withReminders(messages.slice(leading))] };
}

function joined(leading: readonly ChatMessage[]): readonly ChatMessage[] {
  const [first, ...others] = leading;
  if (first === undefined || others.length === 0) return leading;
  return [{ role: "system", content: leading.map(({ content }) => content).reduce(together, null) }];
}

function withReminders(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const result: ChatMessage[] = [];
  /** Waits for the user's next message. */
  let waiting: Content = null;
  for (const message of messages) {
    const last = result.at(-1);
    if (isSystem(message)) {
      const reminder = asReminder(message.content);
      if (waiting === null && last?.role === "user")
        result[result.length - 1] = { ...last, content: together(last.content, reminder) };
      else waiting = together(waiting, reminder);
    } else if (waiting === null) result.push(message);
    else if (message.role === "user") {
      result.push({ ...message, content: together(waiting, message.content) });
      waiting = null;
    } else {
      result.push({ role: "user", content: waiting }, message);
      waiting = null;
    }
  }
  if (waiting !== null) result.push({ role: "user", content: waiting });
  return result;
}

function asReminder(content: Content): Content {
  if (typeof content === "string") return reminder(content);
  return (content ?? []).map((part) => (typeof part.text === "string" ? { ...part, text: reminder(part.text) } : part));
}

/** The form that Claude Code and others use, so models know it. */
const reminder = (text: string): string => `<system-reminder>\n${text}\n</system-reminder>`;

/** A text stays a text where it can: templates of small models handle that more reliably than parts. */
function together(before: Content | undefined, after: Content | undefined): Content {
  if (before === null || before === undefined || before.length === 0) return after ?? null;
  if (after === null || after === undefined || after.length === 0) return before;
  if (typeof before === "string" && typeof after === "string") return `${before}\n\n${after}`;
  return [...asParts(before), ...asParts(after)];
}

const asParts = (content: string | readonly Part[]): readonly Part[] =>
  typeof content === "string" ? [{ type: "text", text: content }] : content;

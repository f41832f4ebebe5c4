import { jsonBody } from "../../api/shared/json-body.ts";
import { answerField } from "./call-schema.ts";
import { inTurns } from "./in-turns.ts";
import { isRecord, type Schema } from "./simplify-schema.ts";
import { together } from "./together.ts";

/*
 * Tools for a model whose template knows none: what they are stands in the system message, and earlier calls and their results are
 * ordinary messages.
 */

export interface Spoken {
  readonly tools: readonly Schema[];
  readonly mayAnswer: boolean;
}

/** The messages with the tools and their earlier calls as text. */
export function withSpokenTools(messages: readonly unknown[], { tools, mayAnswer }: Spoken): readonly Schema[] {
  const spoken = inTurns(messages.filter(isRecord).map(withSpokenCalls(namesOfCalls(messages))));
  if (tools.length === 0) return spoken;
  return withInstructions(spoken, instructions(tools, mayAnswer));
}

const instructions = (tools: readonly Schema[], mayAnswer: boolean): string =>
  `You can call these functions:\n${tools.map((tool) => JSON.stringify(tool["function"])).join("\n")}\n\n` +
  `Call a function by writing {"name": "NAME", "arguments": {...}} and nothing else.` +
  (mayAnswer ? ` If no function is needed, or you know its result, write {"${answerField}": "YOUR ANSWER"}.` : "");

/** At the beginning, where the prompt cache keeps them. */
function withInstructions(messages: readonly Schema[], text: string): readonly Schema[] {
  const [first, ...others] = messages;
  if (first?.["role"] !== "system" && first?.["role"] !== "developer")
    return [{ role: "system", content: text }, ...messages];
  return [{ ...first, content: together(text, first["content"]) }, ...others];
}

function namesOfCalls(messages: readonly unknown[]): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>();
  for (const message of messages) {
    for (const { id, function: called } of callsOf(message)) {
      if (isRecord(called) && typeof called["name"] === "string") names.set(id, called["name"]);
    }
  }
  return names;
}

const callsOf = (message: unknown): readonly Schema[] =>
  isRecord(message) && Array.isArray(message["tool_calls"])
    ? (message["tool_calls"] as readonly unknown[]).filter(isRecord)
    : [];

const withSpokenCalls =
  (names: ReadonlyMap<unknown, string>) =>
  (message: Schema): Schema => {
    const { role, content, tool_call_id: id } = message;
    if (role === "tool" || role === "function") {
      const name = names.get(id) ?? (typeof message["name"] === "string" ? message["name"] : "the function");
      return { role: "user", content: together(`Result of ${name}:`, content) };
    }
    const calls = callsOf(message).map(spokenCall).filter(Boolean);
    if (calls.length === 0) return message;
    return { role: "assistant", content: together(content, calls.join("\n")) };
  };

function spokenCall({ function: called }: Schema): string {
  if (!isRecord(called)) return "";
  const { name, arguments: given } = called;
  return `{"name": ${JSON.stringify(name)}, "arguments": ${typeof given === "string" ? given : jsonBody(given ?? {}).toString()}}`;
}

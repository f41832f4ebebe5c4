import { isRecord, type Schema } from "./simplify-schema.ts";
import { together } from "./together.ts";

/*
 * Templates such as Gemma's and Mistral's demand that user and assistant take turns, and that the user begins. Clients do not: Codex sends
 * two messages of the user in a row, and a chat page may begin with the assistant's greeting.
 */

const speaker = (message: unknown): string => {
  const role = isRecord(message) ? message["role"] : undefined;
  return role === "system" || role === "developer" ? "system" : role === "assistant" ? "assistant" : "user";
};

const hasCalls = (message: Schema): boolean => Array.isArray(message["tool_calls"]) && message["tool_calls"].length > 0;
const isResult = ({ role }: Schema): boolean => role === "tool" || role === "function";

/** Whether such a template would refuse these messages; results of tools take their own turns. */
export function isOutOfTurn(messages: unknown): boolean {
  if (!Array.isArray(messages)) return false;
  let before = "system";
  for (const message of messages as readonly unknown[]) {
    const role = speaker(message);
    const isTool = isRecord(message) && isResult(message);
    if (!isTool && role !== "system" && (role === before || (before === "system" && role === "assistant"))) return true;
    before = isTool ? "tool" : role;
  }
  return false;
}

/** The messages with those of one speaker in a row joined, and a user who begins. */
export function inTurns(messages: readonly Schema[]): readonly Schema[] {
  const turns: Schema[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last !== undefined && canJoin(last, message)) {
      turns[turns.length - 1] = { ...last, ...message, content: together(last["content"], message["content"]) };
    } else {
      const begins = speaker(message) === "assistant" && (last === undefined || speaker(last) === "system");
      turns.push(...(begins ? [{ role: "user", content: "Begin." }] : []), message);
    }
  }
  return turns;
}

const canJoin = (last: Schema, next: Schema): boolean =>
  last["role"] === next["role"] && !isResult(next) && !hasCalls(last) && speaker(next) !== "system";

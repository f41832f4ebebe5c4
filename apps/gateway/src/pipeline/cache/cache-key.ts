import { hash } from "node:crypto";
import type { Caller } from "../../domain/caller.ts";
import type { Choice } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import { isChat } from "./cacheable.ts";
import { canonicalJson } from "./canonical-json.ts";

export interface CacheKey {
  /** The same for requests that ask the same of the same expert, for the same key. */
  readonly exact: string;
  /** The same for requests that differ in their question only. Absent where there is no one question. */
  readonly similar?: { readonly scope: string; readonly question: string };
}

/**
 * Longer questions are not compared: an embedding model reads the first 256 tokens or so, and takes two texts that differ after
 * that for the same.
 */
const longestQuestion = 600;

/** Who asks: a key that was made anew under an old name is another. */
const numbers = new WeakMap<Caller, number>();
let lastNumber = 0;

function numberOf(caller: Caller): number {
  let number = numbers.get(caller);
  if (number === undefined) numbers.set(caller, (number = lastNumber += 1));
  return number;
}

/** Under what an answer is kept. Undefined: this request has no canonical form. */
export function cacheKey(caller: Caller, inference: Inference, { experts: [expert] }: Choice): CacheKey | undefined {
  // How the answer is sent is no part of it, and the model is the one that was chosen.
  const { messages, ...parameters } = inference.json();
  for (const name of ["stream", "stream_options", "model"]) Reflect.deleteProperty(parameters, name);
  const who = [caller.id, numberOf(caller), inference.api, inference.path, expert?.name, expert?.model];
  const exact = digest(["exact", who, parameters, messages]);
  if (exact === undefined) return undefined;
  // Notes differ from question to question, and an answer from other notes is another.
  const parts = isChat(inference) && inference.notes === undefined ? questionOf(messages) : undefined;
  const scope = parts === undefined ? undefined : digest(["similar", who, parameters, parts.rest]);
  return parts === undefined || scope === undefined
    ? { exact }
    : { exact, similar: { scope, question: parts.question } };
}

function digest(parts: readonly unknown[]): string | undefined {
  const text = canonicalJson(parts);
  return text === undefined ? undefined : hash("sha256", text, "base64url");
}

/** The last message, where it is a short text of the user's, and everything before it. */
function questionOf(messages: unknown): { question: string; rest: readonly unknown[] } | undefined {
  if (!Array.isArray(messages)) return undefined;
  const last: unknown = messages.at(-1);
  if (typeof last !== "object" || last === null || !("content" in last)) return undefined;
  const { content: question, ...others } = last;
  if (typeof question !== "string" || question.length > longestQuestion || question.trim() === "") return undefined;
  if (!("role" in others) || others.role !== "user") return undefined;
  return { question, rest: [...(messages.slice(0, -1) as readonly unknown[]), others] };
}

import { hash } from "node:crypto";
import type { Caller } from "../../domain/caller.ts";
import type { Choice } from "../../domain/choice.ts";
import type { Inference } from "../../domain/inference.ts";
import { isChat } from "./cacheable.ts";
import { canonicalJson } from "./canonical-json.ts";

export interface CacheKey {
  /** Equal for identical requests with the same API key to the same expert. */
  readonly exact: string;
  /** `scope` is equal for requests that differ only in their question. Absent if there is no single question. */
  readonly similar?: { readonly scope: string; readonly question: string };
}

/**
 * Longer questions are not compared: an embedding model reads only about 256 tokens, so texts that differ after that look the
 * same.
 */
const maxQuestionLength = 600;

/** Tells a key from an earlier one of the same name. */
const numbers = new WeakMap<Caller, number>();
let lastNumber = 0;

function numberOf(caller: Caller): number {
  let number = numbers.get(caller);
  if (number === undefined) numbers.set(caller, (number = lastNumber += 1));
  return number;
}

/** The key that an answer is cached under; undefined if the request has no canonical form. */
export function cacheKey(caller: Caller, inference: Inference, { experts: [expert] }: Choice): CacheKey | undefined {
  // Streaming does not change the answer, and the model that counts is the chosen one.
  const { messages, ...parameters } = inference.json();
  for (const name of ["stream", "stream_options", "model"]) Reflect.deleteProperty(parameters, name);
  const who = [caller.id, numberOf(caller), inference.api, inference.path, expert?.name, expert?.model];
  const exact = digest(["exact", who, parameters, messages]);
  if (exact === undefined) return undefined;
  // Notes differ from question to question, and different notes make a different answer.
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

/** The last message, if it is a short text from the user, and everything before it. */
function questionOf(messages: unknown): { question: string; rest: readonly unknown[] } | undefined {
  if (!Array.isArray(messages)) return undefined;
  const last: unknown = messages.at(-1);
  if (typeof last !== "object" || last === null || !("content" in last)) return undefined;
  const { content: question, ...others } = last;
  if (typeof question !== "string" || question.length > maxQuestionLength || question.trim() === "") return undefined;
  if (!("role" in others) || others.role !== "user") return undefined;
  return { question, rest: [...(messages.slice(0, -1) as readonly unknown[]), others] };
}

import type { IncomingMessage } from "node:http";
import { text as readText } from "node:stream/consumers";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { readEventData } from "@hearth/service/http/event-data.ts";
import { sendToService } from "../cluster/send-to-service.ts";
import type { ServiceEndpoint } from "../cluster/service-endpoint.ts";
import { refusal } from "./refusal.ts";

export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface Question {
  readonly messages: readonly Message[];
  /** An expert's or a model's name; "auto" lets the gateway choose. */
  readonly model: string;
  /** 256 by default. */
  readonly maxTokens?: number;
  /** Whether the gateway must not answer from its cache. */
  readonly fresh?: boolean;
}

export interface Answer {
  readonly text: string;
  /** The expert that answered, according to the gateway. */
  readonly expert: string;
  /** How many remembered notes were added, or why none; only for a key with memories. */
  readonly memories?: string;
  /** Whether it ends because it reached the limit of tokens. */
  readonly cut: boolean;
  /** According to the expert; 0 if it did not say. */
  readonly tokens: number;
  readonly firstTokenMs: number;
  readonly totalMs: number;
}

export interface AskOptions {
  readonly onText?: (part: string) => void;
  readonly signal?: AbortSignal;
  /** Names that a request can ask for, for a suggestion. */
  readonly known?: readonly string[];
}

/** One question without a history. */
export const question = (text: string): readonly Message[] => [{ role: "user", content: text }];

/** How long to wait for a token before giving up. Pings do not count: a head whose worker is dead keeps sending them. */
const silenceLimitMs = 90_000;

/** Asks the gateway and passes on each part of the answer as it arrives. Throws API_REFUSED with the gateway's message. */
export async function askGateway(
  gateway: ServiceEndpoint,
  asked: Question,
  { onText = () => undefined, signal, known }: AskOptions = {},
): Promise<Answer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`no token in ${silenceLimitMs / 1_000} s`)), silenceLimitMs);
  const start = performance.now();
  let firstTokenMs: number | undefined;
  try {
    const response = await sendToService(gateway, {
      method: "POST",
      path: "/v1/chat/completions",
      headers: asked.fresh === true ? { "cache-control": "no-cache" } : {},
      body: JSON.stringify(bodyOf(asked)),
      silenceMs: silenceLimitMs,
      signal: signal === undefined ? silence.signal : AbortSignal.any([silence.signal, signal]),
    });
    if (response.statusCode !== 200) {
      const body = await readText(response);
      throw refusal(response.statusCode ?? 0, body, known && { model: asked.model, known });
    }
    const answer = await readAnswer(response, (part) => {
      timer.refresh();
      firstTokenMs ??= performance.now() - start;
      onText(part);
    });
    const totalMs = performance.now() - start;
    return { ...answer, firstTokenMs: Math.round(firstTokenMs ?? totalMs), totalMs: Math.round(totalMs) };
  } finally {
    clearTimeout(timer);
  }
}

const bodyOf = ({ model, messages, maxTokens = 256 }: Question): unknown => ({
  model,
  messages,
  max_tokens: maxTokens,
  temperature: 0,
  stream: true,
  stream_options: { include_usage: true },
});

async function readAnswer(
  response: IncomingMessage,
  onText: (part: string) => void,
): Promise<Omit<Answer, "firstTokenMs" | "totalMs">> {
  let text = "";
  let cut = false;
  let tokens = 0;
  for await (const data of readEventData(response as AsyncIterable<Uint8Array>)) {
    if (data === "[DONE]") break;
    const { error, choices, usage } = JSON.parse(data) as Chunk;
    if (error !== undefined) throw brokenOff(error.message);
    const [choice] = choices ?? [];
    const part = choice?.delta?.content ?? "";
    if (choice?.finish_reason === "length") cut = true;
    tokens = usage?.completion_tokens ?? tokens;
    if (part === "") continue;
    text += part;
    onText(part);
  }
  const { "x-hearth-expert": expert = "", "x-hearth-memories": memories } = response.headers;
  return { text, expert: String(expert), cut, tokens, ...defined({ memories: memories?.toString() }) };
}

interface Chunk {
  readonly error?: { readonly message: string };
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string | null };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly completion_tokens?: number } | null;
}

const brokenOff = (message: string): HearthError =>
  new HearthError({
    code: "API_REFUSED",
    message: `the answer broke off: ${message}`,
    hint: "Ask again; `hearth status` shows whether the expert is healthy.",
  });

import type { IncomingMessage } from "node:http";
import { text as readText } from "node:stream/consumers";
import { readEventData } from "@hearth/service/http/event-data.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { sendToService } from "../cluster/send-to-service.ts";
import type { ServiceEndpoint } from "../cluster/service-endpoint.ts";

export interface Question {
  readonly text: string;
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
}

/** How long to wait for a token before giving up. Pings do not count: a head whose worker is dead keeps sending them. */
const silenceLimitMs = 90_000;

/** Asks the gateway and passes on each part of the answer as it arrives. Throws API_REFUSED with the gateway's message. */
export async function askGateway(
  gateway: ServiceEndpoint,
  question: Question,
  onText: (part: string) => void,
): Promise<Answer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`no token in ${silenceLimitMs / 1_000} s`)), silenceLimitMs);
  try {
    const response = await sendToService(gateway, {
      method: "POST",
      path: "/v1/chat/completions",
      headers: question.fresh === true ? { "cache-control": "no-cache" } : {},
      body: JSON.stringify(bodyOf(question)),
      silenceMs: silenceLimitMs,
      signal: silence.signal,
    });
    return await readAnswer(response, (part) => {
      timer.refresh();
      onText(part);
    });
  } finally {
    clearTimeout(timer);
  }
}

const bodyOf = ({ model, text, maxTokens = 256 }: Question): unknown => ({
  model,
  messages: [{ role: "user", content: text }],
  max_tokens: maxTokens,
  temperature: 0,
  stream: true,
});

async function readAnswer(response: IncomingMessage, onText: (part: string) => void): Promise<Answer> {
  if (response.statusCode !== 200) {
    throw new HearthError({
      code: "API_REFUSED",
      message: `the gateway answered ${response.statusCode ?? 0}: ${await readText(response)}`,
      hint: "Check with `hearth status` that every expert is healthy, and read `hearth logs gateway`.",
    });
  }
  let text = "";
  for await (const data of readEventData(response as AsyncIterable<Uint8Array>)) {
    if (data === "[DONE]") break;
    const part = textOf(data);
    text += part;
    onText(part);
  }
  const { "x-hearth-expert": expert = "", "x-hearth-memories": memories } = response.headers;
  return { text, expert: String(expert), ...(memories === undefined ? {} : { memories: String(memories) }) };
}

interface Chunk {
  readonly error?: { readonly message: string };
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
}

function textOf(data: string): string {
  const { error, choices } = JSON.parse(data) as Chunk;
  if (error === undefined) return choices?.[0]?.delta?.content ?? "";
  throw new HearthError({
    code: "API_REFUSED",
    message: `the answer broke off: ${error.message}`,
    hint: "Ask again; `hearth status` shows whether the expert is healthy.",
  });
}

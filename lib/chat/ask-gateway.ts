import { request, type IncomingMessage } from "node:http";
import { HearthError } from "@hearth/kernel/errors.ts";
import { SshHttpAgent } from "../ssh/ssh-http-agent.ts";

export interface Question {
  readonly text: string;
  /** An expert's or a model's name; "auto" lets the gateway choose. */
  readonly model: string;
  /** 256 unless told. */
  readonly maxTokens?: number;
  /** Whether the gateway may not give an answer that it kept. */
  readonly fresh?: boolean;
}

export interface GatewayDoor {
  readonly sshConfigFile: string;
  readonly node: string;
  /** The gateway on the overlay: `n1.hearth:8080`. */
  readonly target: string;
  readonly key: string;
}

export interface Answer {
  readonly text: string;
  /** The expert that answered, as the gateway tells it. */
  readonly expert: string;
  /** How many remembered notes went along, or why none; only of a key that asks for memories. */
  readonly memories?: string;
}

/** How long no token may come before we give up. Pings do not count: a head whose worker is dead goes on sending them. */
const silenceLimitMs = 90_000;

/** Asks the gateway and hands on each part of the answer as it comes. Throws API_REFUSED with what the gateway said. */
export async function askGateway(
  door: GatewayDoor,
  question: Question,
  onText: (part: string) => void,
): Promise<Answer> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`no token in ${silenceLimitMs / 1_000} s`)), silenceLimitMs);
  try {
    const response = await send(door, question, silence.signal);
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
      message: `the gateway answered ${response.statusCode ?? 0}: ${await readAll(response)}`,
      hint: "See whether every expert is healthy with `hearth status`, and read `hearth logs gateway`.",
    });
  }
  let text = "";
  for await (const data of eventData(response)) {
    if (data === "[DONE]") break;
    const part = textOf(data);
    text += part;
    onText(part);
  }
  const { "x-hearth-expert": expert = "", "x-hearth-memories": memories } = response.headers;
  return { text, expert: String(expert), ...(memories === undefined ? {} : { memories: String(memories) }) };
}

function send(
  { sshConfigFile, node, target, key }: GatewayDoor,
  question: Question,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const agent = new SshHttpAgent({ sshConfigFile, node, target });
  return new Promise((resolve, reject) => {
    const outgoing = request(`http://${target}/v1/chat/completions`, {
      agent,
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        ...(question.fresh === true && { "cache-control": "no-cache" }),
      },
      signal,
    });
    outgoing.on("error", (cause) =>
      reject(
        new HearthError({
          code: "NODE_UNREACHABLE",
          message: `the gateway on ${node} does not answer: ${cause.message}`,
          hint: "See where it runs with `hearth status`.",
          cause,
        }),
      ),
    );
    outgoing.on("response", resolve);
    outgoing.end(JSON.stringify(bodyOf(question)));
  });
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** The data of server-sent events, one line each, as OpenAI's streams are made. */
async function* eventData(stream: AsyncIterable<unknown>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data:")) yield line.slice(5).trim();
  }
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
    hint: "Ask again; `hearth status` tells whether the expert is healthy.",
  });
}

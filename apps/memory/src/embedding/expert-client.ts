import { readFileSync } from "node:fs";
import { z } from "zod";
import { defined } from "@hearth/kernel/defined.ts";
import { fetchOf, type Fetch, type PeerTls } from "@hearth/service/http/peer-tls.ts";

export interface ExpertOptions {
  /** The gateway's origin. */
  readonly url: string;
  readonly model: string;
  /** Read before every request. */
  readonly keyFile?: string | undefined;
  readonly timeoutMs: number;
  /** How the gateway proves who it is. Absent: it is asked over HTTP. */
  readonly tls?: PeerTls | undefined;
}

/** The expert answered with an error. `refused`: a retry would not help. */
export class ExpertError extends Error {
  override readonly name = "ExpertError";
  readonly refused: boolean;
  /** Absent if the answer could not be read. */
  readonly status: number | undefined;

  constructor(message: string, refused: boolean, status?: number) {
    super(message);
    this.refused = refused;
    this.status = status;
  }
}

/** Asks the gateway. Throws ExpertError, or what `fetch` throws if no answer comes in time. */
export async function askExpert<T>(
  { url, model, keyFile, timeoutMs, tls }: ExpertOptions,
  request: { readonly path: string; readonly body: object; readonly answer: z.ZodType<T>; readonly limitMs?: number },
): Promise<T> {
  const response = await fetchFrom(tls)(new URL(request.path, url), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(keyFile === undefined ? {} : { authorization: `Bearer ${readFileSync(keyFile, "utf8").trim()}` }),
    },
    body: JSON.stringify({ model, ...request.body }),
    signal: AbortSignal.timeout(request.limitMs ?? timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    const refused = response.status === 400 || response.status === 413 || response.status === 422;
    throw new ExpertError(`the gateway answered ${response.status}`, refused, response.status);
  }
  const parsed = request.answer.safeParse(await response.json());
  if (!parsed.success) throw new ExpertError("the gateway sent an invalid answer", false);
  return parsed.data;
}

const fetches = new WeakMap<PeerTls, Fetch>();

/** Connections are kept for as long as the service has this configuration. */
function fetchFrom(tls: PeerTls | undefined): Fetch {
  if (tls === undefined) return fetchOf(tls);
  const known = fetches.get(tls) ?? fetchOf(tls);
  fetches.set(tls, known);
  return known;
}

const embeddingsAnswer = z.object({
  data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()) })),
});

/** The vectors of the texts, in order. */
export async function embedTexts(
  options: ExpertOptions,
  texts: readonly string[],
  limitMs?: number,
): Promise<readonly Float32Array[]> {
  const { data } = await askExpert(options, {
    path: "/v1/embeddings",
    body: { input: texts, encoding_format: "float" },
    answer: embeddingsAnswer,
    ...defined({ limitMs }),
  });
  const byIndex = new Map(data.map(({ index, embedding }) => [index, embedding]));
  return texts.map((_, index) => {
    const embedding = byIndex.get(index);
    if (embedding === undefined) throw new ExpertError("the gateway left an embedding out", false);
    return Float32Array.from(embedding);
  });
}

const chatAnswer = z.object({
  choices: z
    .array(z.object({ message: z.object({ content: z.string().nullish() }), finish_reason: z.string().nullish() }))
    .min(1),
});

/** 150 words in a language with many tokens per word. Stops small models that do not end by themselves. */
const maxTokens = 350;

/** A chat expert's answer, without any leading reasoning and without a last sentence that was cut off. */
export async function askChat(options: ExpertOptions, system: string, user: string): Promise<string> {
  const { choices } = await askExpert(options, {
    path: "/v1/chat/completions",
    body: {
      messages: [
        { role: "system", content: system },
        { role: "user", content: user },
      ],
      temperature: 0,
      // Otherwise small models repeat one sentence until they are stopped.
      frequency_penalty: 0.3,
      max_tokens: maxTokens,
    },
    answer: chatAnswer,
  });
  const [choice] = choices;
  const content = (choice?.message.content ?? "").replace(/<think>[\s\S]*?(<\/think>|$)/g, "").trim();
  return choice?.finish_reason === "length" ? content.replace(/(?<=^|[.!?\n])[^.!?\n]*$/, "").trim() : content;
}

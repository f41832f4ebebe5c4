import type { Dispatcher } from "undici";
import { z } from "zod";
import type { Expert } from "../../domain/expert.ts";
import { unitVector } from "./cosine.ts";
import type { Embedder } from "./embedder.ts";

export interface EmbedByExpertPorts {
  readonly experts: () => readonly Expert[];
  readonly dispatcher: Pick<Dispatcher, "request">;
  readonly limitMs: number;
}

const answerSchema = z.object({ data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()) })) });

/** Asks the first embedding expert with an instance. Prompts stay in the house: outside models are not in this table. */
export function embedByExpert({ experts, dispatcher, limitMs }: EmbedByExpertPorts): Embedder {
  let turn = 0;
  return async (texts) => {
    const expert = experts().find(({ kind, instances }) => kind === "embedding" && instances.length > 0);
    const instance = expert?.instances[turn++ % expert.instances.length];
    if (expert === undefined || instance === undefined) return undefined;
    try {
      const { statusCode, body } = await dispatcher.request({
        origin: instance.origin,
        path: "/v1/embeddings",
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: expert.model, input: texts }),
        signal: AbortSignal.timeout(limitMs),
      });
      const { data } = answerSchema.parse(await body.json());
      if (statusCode !== 200 || data.length !== texts.length) return undefined;
      return data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => unitVector(embedding));
    } catch {
      // Late, unreachable or an invalid answer: callers do without an embedding.
      return undefined;
    }
  };
}

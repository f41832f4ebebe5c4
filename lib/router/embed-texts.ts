import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { ClusterClient } from "../http/cluster-client.ts";

/** A vector of length 1 for each text, in their order. */
export type EmbedTexts = (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;

const answerSchema = z.object({ data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()) })) });

/** Few enough that no request waits long or nears the embedder's batch limit. */
const batch = 16;

/** Embeddings from OpenAI's API of a gateway or a llama-server. Throws API_REFUSED with its message. */
export const embedBy =
  (client: ClusterClient, model: string): EmbedTexts =>
  async (texts) => {
    const vectors: (readonly number[])[] = [];
    for (let start = 0; start < texts.length; start += batch) {
      vectors.push(...(await embedBatch(client, model, texts.slice(start, start + batch))));
    }
    return vectors;
  };

async function embedBatch(
  client: ClusterClient,
  model: string,
  input: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const { status, json } = await client({ method: "POST", path: "/v1/embeddings", body: { model, input } });
  const answer = answerSchema.safeParse(json);
  if (status !== 200 || !answer.success || answer.data.data.length !== input.length) {
    throw new HearthError({
      code: "API_REFUSED",
      message: `the embedder answered ${status}: ${JSON.stringify(json).slice(0, 300)}`,
      hint: "Check with `hearth status` that the embedding expert is healthy, or use `--embedder local`.",
    });
  }
  return answer.data.data.sort((a, b) => a.index - b.index).map(({ embedding }) => toUnit(embedding));
}

function toUnit(vector: readonly number[]): readonly number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

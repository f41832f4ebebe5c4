import { embedTexts } from "../../apps/memory/src/embedding/expert-client.ts";

export const embeddingModel = "all-minilm-l6-v2";

/** The vector of a text, asked for once. `url` is that of the embedder. */
export function rememberedVectors(url: string): (text: string) => Promise<Float32Array> {
  const expert = { url, model: embeddingModel, timeoutMs: 60_000 };
  const known = new Map<string, Float32Array>();
  return async (text) => {
    const [vector = new Float32Array(0)] = known.has(text) ? [known.get(text)] : await embedTexts(expert, [text]);
    known.set(text, vector);
    return vector;
  };
}

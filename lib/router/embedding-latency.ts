import { embeddingText } from "@hearth/classifier/classifier.ts";
import type { EmbedTexts } from "./embed-texts.ts";

export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const most = 100;

/** Measures embeddings one after the other, for at most 100 texts spread over all of them. */
export async function embeddingLatency(texts: readonly string[], embed: EmbedTexts): Promise<Latency> {
  const step = Math.max(1, texts.length / most);
  const times: number[] = [];
  for (let at = 0; at < texts.length; at += step) {
    const start = performance.now();
    await embed([embeddingText(texts[Math.floor(at)] ?? "")]);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

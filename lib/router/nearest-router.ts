import type { EmbeddedPrompt } from "./train-classifier.ts";

const neighbours = 7;

/** The baseline: the most common route among the nearest training prompts, weighted by cosine. `none` counts as a route. */
export const nearestRouter =
  (train: readonly EmbeddedPrompt[]) =>
  ({ embedding }: Pick<EmbeddedPrompt, "embedding">): string => {
    const nearest = train
      .map((other) => ({ route: other.route, cosine: dot(other.embedding, embedding) }))
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, neighbours);
    const votes = new Map<string, number>();
    for (const { route, cosine } of nearest) votes.set(route, (votes.get(route) ?? 0) + cosine);
    return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best))[0];
  };

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

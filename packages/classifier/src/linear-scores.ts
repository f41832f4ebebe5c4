import type { SparseVector } from "./text-features.ts";

/** Weights of a linear classifier, feature after feature: `weights[feature * classes + class]`. */
export interface LinearWeights {
  readonly weights: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
}

/** The probability of each class: the softmax of the weighted features. */
export function probabilities(
  { weights, bias }: LinearWeights,
  { indices, values }: SparseVector,
  scale = 1,
): Float64Array {
  const classes = bias.length;
  const scores = new Float64Array(classes);
  for (let at = 0; at < indices.length; at += 1) {
    const base = (indices[at] ?? 0) * classes;
    const value = (values[at] ?? 0) * scale;
    for (let k = 0; k < classes; k += 1) scores[k] = (scores[k] ?? 0) + value * (weights[base + k] ?? 0);
  }
  for (let k = 0; k < classes; k += 1) scores[k] = (scores[k] ?? 0) + (bias[k] ?? 0);
  return softmax(scores);
}

/** In place. */
export function softmax(scores: Float64Array): Float64Array {
  const highest = Math.max(...scores);
  let sum = 0;
  for (let k = 0; k < scores.length; k += 1) sum += scores[k] = Math.exp((scores[k] ?? 0) - highest);
  for (let k = 0; k < scores.length; k += 1) scores[k] = (scores[k] ?? 0) / sum;
  return scores;
}

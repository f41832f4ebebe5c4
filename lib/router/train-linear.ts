import { softmax } from "@hearth/classifier/linear-scores.ts";
import type { SparseVector } from "@hearth/classifier/text-features.ts";

export interface Example {
  readonly features: SparseVector;
  /** Index of the route. */
  readonly label: number;
}

export interface TrainOptions {
  readonly classes: number;
  readonly dimensions: number;
  /** Strength of the L2 penalty on the weights; the bias has none. */
  readonly penalty: number;
  /** Passes over all examples; 60 by default. */
  readonly passes?: number;
}

export interface TrainedLinear {
  /** Row-major by feature: `weights[feature * classes + class]`. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Multinomial logistic regression with full-batch Adam: deterministic, so the same examples give the same weights. Minimises the
 * mean cross-entropy plus `penalty / 2` times the sum of the squared weights.
 */
export function trainLinear(examples: readonly Example[], options: TrainOptions): TrainedLinear {
  const { classes, dimensions, penalty, passes = 60 } = options;
  const size = (dimensions + 1) * classes;
  const parameters = new Float32Array(size);
  const gradient = new Float32Array(size);
  const mean = new Float32Array(size);
  const square = new Float32Array(size);
  const biasAt = dimensions * classes;
  const scores = new Float64Array(classes);
  for (let pass = 1; pass <= passes; pass += 1) {
    for (let index = 0; index < biasAt; index += 1) gradient[index] = penalty * (parameters[index] ?? 0);
    gradient.fill(0, biasAt);
    for (const { features, label } of examples) {
      scoresOf(parameters, features, scores);
      softmax(scores);
      scores[label] = (scores[label] ?? 0) - 1;
      for (let k = 0; k < classes; k += 1) scores[k] = (scores[k] ?? 0) / examples.length;
      const { indices, values } = features;
      for (let at = 0; at < indices.length; at += 1) {
        const base = (indices[at] ?? 0) * classes;
        const value = values[at] ?? 0;
        for (let k = 0; k < classes; k += 1) gradient[base + k] = (gradient[base + k] ?? 0) + value * (scores[k] ?? 0);
      }
      for (let k = 0; k < classes; k += 1) gradient[biasAt + k] = (gradient[biasAt + k] ?? 0) + (scores[k] ?? 0);
    }
    // Step sizes decrease, so that training converges.
    const rate = 0.1 * (1 - (pass - 1) / passes);
    const correctMean = 1 - 0.9 ** pass;
    const correctSquare = 1 - 0.999 ** pass;
    for (let index = 0; index < size; index += 1) {
      const slope = gradient[index] ?? 0;
      const m = (mean[index] = 0.9 * (mean[index] ?? 0) + 0.1 * slope);
      const v = (square[index] = 0.999 * (square[index] ?? 0) + 0.001 * slope * slope);
      parameters[index] = (parameters[index] ?? 0) - (rate * (m / correctMean)) / (Math.sqrt(v / correctSquare) + 1e-8);
    }
  }
  return { weights: parameters.slice(0, biasAt), bias: parameters.slice(biasAt) };
}

function scoresOf(parameters: Float32Array, { indices, values }: SparseVector, into: Float64Array): void {
  const classes = into.length;
  const biasAt = parameters.length - classes;
  for (let k = 0; k < classes; k += 1) into[k] = parameters[biasAt + k] ?? 0;
  for (let at = 0; at < indices.length; at += 1) {
    const base = (indices[at] ?? 0) * classes;
    const value = values[at] ?? 0;
    for (let k = 0; k < classes; k += 1) into[k] = (into[k] ?? 0) + value * (parameters[base + k] ?? 0);
  }
}

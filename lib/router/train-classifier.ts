import { createHash } from "node:crypto";
import { noRoute, type ClassifierFile } from "@hearth/classifier/classifier-file.ts";
import { decide, withEmbedding } from "@hearth/classifier/classifier.ts";
import { probabilities } from "@hearth/classifier/linear-scores.ts";
import { textFeatures } from "@hearth/classifier/text-features.ts";
import type { LabelledPrompt } from "./labelled-prompt.ts";
import { measure } from "./measure.ts";
import { trainLinear, type Example, type TrainedLinear } from "./train-linear.ts";

export interface EmbeddedPrompt extends LabelledPrompt {
  /** Of length 1. */
  readonly embedding: readonly number[];
}

const textDimensions = 8_192;
const embeddingWeight = 2;
const penalty = 0.0005;
const folds = 5;

/**
 * A classifier trained on the prompts of the split `train`; others are ignored. Its rejection threshold is calibrated on
 * predictions for prompts that each fold left out of training. The same prompts give the same classifier.
 */
export function trainClassifier(prompts: readonly EmbeddedPrompt[], embedderModel: string): ClassifierFile {
  const train = prompts.filter(({ split }) => split === "train");
  const routes = [...new Set([...train.map(({ route }) => route), noRoute])].sort();
  const dimensions = train[0]?.embedding.length ?? 0;
  const lexical = train.map((prompt) => ({
    features: textFeatures(prompt.text, textDimensions),
    label: routes.indexOf(prompt.route),
  }));
  const full = lexical.map(({ features, label }, index) => ({
    features: withEmbedding(features, train[index]?.embedding ?? [], { at: textDimensions, weight: embeddingWeight }),
    label,
  }));
  return {
    format: 1,
    routes,
    textDimensions,
    embedder: { model: embedderModel, dimensions, weight: embeddingWeight },
    full: fit(full, routes, textDimensions + dimensions),
    lexical: fit(lexical, routes, textDimensions),
    trainedOn: {
      prompts: train.length,
      sha256: createHash("sha256")
        .update(JSON.stringify(train.map(({ text, route }) => [text, route])))
        .digest("hex"),
    },
  };
}

function fit(examples: readonly Example[], routes: readonly string[], dimensions: number): ClassifierFile["full"] {
  const options = { classes: routes.length, dimensions, penalty };
  return { ...quantise(trainLinear(examples, options)), rejectBelow: calibrate(examples, routes, dimensions) };
}

/** The threshold with the best balance of accuracy within the routes and detection of prompts outside them. */
function calibrate(examples: readonly Example[], routes: readonly string[], dimensions: number): number {
  const options = { classes: routes.length, dimensions, penalty };
  const foldOf = (index: number): number => index % folds;
  const left = Array.from({ length: folds }, (_, fold) => {
    const linear = trainLinear(
      examples.filter((_example, index) => foldOf(index) !== fold),
      options,
    );
    return examples
      .filter((_example, index) => foldOf(index) === fold)
      .map(({ features, label }) => ({ likely: probabilities(linear, features), route: routes[label] ?? noRoute }));
  }).flat();
  let best = { limit: 0, worth: -1 };
  for (let limit = 0; limit <= 0.6; limit += 0.02) {
    const { accuracy, outOfScopeF1 } = measure(
      left.map(({ likely, route }) => ({ route, guessed: decide(routes, likely, limit).route ?? noRoute })),
    );
    const worth = accuracy + outOfScopeF1;
    if (worth > best.worth) best = { limit: Math.round(limit * 100) / 100, worth };
  }
  return best.limit;
}

/** One signed byte for each weight: a quarter of the size, without measurable loss. */
function quantise({ weights, bias }: TrainedLinear): Omit<ClassifierFile["full"], "rejectBelow"> {
  let largest = 1e-9;
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight));
  const scale = largest / 127;
  const bytes = Int8Array.from(weights, (weight) => Math.round(weight / scale));
  return {
    weights: Buffer.from(bytes.buffer).toString("base64"),
    scale,
    bias: Array.from(bias, (value) => Math.round(value * 1e6) / 1e6),
  };
}

import { detectLanguage } from "@hearth/language/detect-language.ts";
import { glossGerman } from "@hearth/language/gloss-german.ts";
import { noRoute, type ClassifierFile } from "./classifier-file.ts";
import { probabilities } from "./linear-scores.ts";
import { excerpt, textFeatures, type SparseVector } from "./text-features.ts";

/** A classifier's result for a text. */
export interface Guess {
  /** Undefined if no route fits. */
  readonly route: string | undefined;
  /** Probability of the route, or of the most probable one if it was rejected. */
  readonly probability: number;
}

interface Linear {
  readonly weights: Int8Array;
  readonly bias: readonly number[];
  readonly scale: number;
  readonly rejectBelow: number;
}

/** A linear classifier over a text's features and its embedding. */
export class Classifier {
  readonly embedder: ClassifierFile["embedder"];
  readonly routes: readonly string[];
  readonly #textDimensions: number;
  readonly #full: Linear;
  readonly #lexical: Linear;

  constructor(file: ClassifierFile) {
    this.embedder = file.embedder;
    this.routes = file.routes;
    this.#textDimensions = file.textDimensions;
    this.#full = decode(file.full);
    this.#lexical = decode(file.lexical);
  }

  /** `embedding`: the unit vector of `embeddingText` by the classifier's embedder; without it only the text features are used. */
  guess(text: string, embedding: ArrayLike<number> | undefined): Guess {
    const features = textFeatures(text, this.#textDimensions);
    return embedding?.length === this.embedder.dimensions
      ? this.#judge(
          this.#full,
          withEmbedding(features, embedding, { at: this.#textDimensions, weight: this.embedder.weight }),
        )
      : this.#judge(this.#lexical, features);
  }

  #judge(linear: Linear, features: SparseVector): Guess {
    const likely = probabilities(linear, features, linear.scale);
    return decide(this.routes, likely, linear.rejectBelow);
  }
}

/** The most probable route, unless it is `none` or not probable enough. */
export function decide(routes: readonly string[], likely: ArrayLike<number>, rejectBelow: number): Guess {
  let best = 0;
  for (let k = 1; k < routes.length; k += 1) if ((likely[k] ?? 0) > (likely[best] ?? 0)) best = k;
  const route = routes[best];
  const probability = likely[best] ?? 0;
  return { route: route === noRoute || probability < rejectBelow ? undefined : route, probability };
}

/** The part of a text to embed, with German words replaced by English ones where known. */
export function embeddingText(text: string): string {
  const shown = excerpt(text);
  return detectLanguage(shown) === "en" ? shown : glossGerman(shown);
}

/** The text features followed by the embedding's, from index `at` on. */
export function withEmbedding(
  { indices, values }: SparseVector,
  embedding: ArrayLike<number>,
  { at, weight }: { readonly at: number; readonly weight: number },
): SparseVector {
  const size = indices.length + embedding.length;
  const joined = { indices: new Uint32Array(size), values: new Float32Array(size) };
  joined.indices.set(indices);
  joined.values.set(values);
  for (let index = 0; index < embedding.length; index += 1) {
    joined.indices[indices.length + index] = at + index;
    joined.values[indices.length + index] = (embedding[index] ?? 0) * weight;
  }
  return joined;
}

function decode({ weights, bias, scale, rejectBelow }: ClassifierFile["full"]): Linear {
  const bytes = Buffer.from(weights, "base64");
  return { weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), bias, scale, rejectBelow };
}

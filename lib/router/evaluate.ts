import { noRoute, type ClassifierFile } from "@hearth/classifier/classifier-file.ts";
import { Classifier } from "@hearth/classifier/classifier.ts";
import { keywordRouter } from "./keyword-router.ts";
import { measure, type Measures } from "./measure.ts";
import { nearestRouter } from "./nearest-router.ts";
import type { EmbeddedPrompt } from "./train-classifier.ts";

export interface Evaluation extends Measures {
  readonly router: "classifier" | "classifier without embedding" | "nearest neighbours" | "keywords";
  /** Accuracy within the prompts of one language. */
  readonly byLanguage: Readonly<Record<string, number>>;
  readonly needsEmbedding: boolean;
  /** Median time for a prompt, without the embedding. */
  readonly p50Ms: number;
}

type Router = (prompt: EmbeddedPrompt) => string;

/** Evaluates a classifier on the held-out prompts beside simpler baselines: nearest neighbours among the training prompts, and keywords. */
export function evaluate(file: ClassifierFile, prompts: readonly EmbeddedPrompt[]): readonly Evaluation[] {
  const train = prompts.filter(({ split }) => split === "train");
  const heldOut = prompts.filter(({ split }) => split === "held-out");
  const classifier = new Classifier(file);
  const routers: readonly (readonly [Evaluation["router"], boolean, Router])[] = [
    ["classifier", true, ({ text, embedding }) => classifier.guess(text, embedding).route ?? noRoute],
    ["classifier without embedding", false, ({ text }) => classifier.guess(text, undefined).route ?? noRoute],
    ["nearest neighbours", true, nearestRouter(train)],
    ["keywords", false, keywordRouter],
  ];
  return routers.map(([router, needsEmbedding, route]) => ({ router, needsEmbedding, ...judge(route, heldOut) }));
}

function judge(route: Router, prompts: readonly EmbeddedPrompt[]): Omit<Evaluation, "router" | "needsEmbedding"> {
  const judged = prompts.map((prompt) => {
    const start = performance.now();
    const guessed = route(prompt);
    return { route: prompt.route, language: prompt.language, guessed, durationMs: performance.now() - start };
  });
  const languages = [...new Set(judged.flatMap(({ language }) => language ?? []))].sort();
  const times = judged.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  return {
    ...measure(judged),
    byLanguage: Object.fromEntries(
      languages.map((language) => [
        language,
        measure(judged.filter((verdict) => verdict.language === language)).accuracy,
      ]),
    ),
    p50Ms: times[Math.floor(times.length / 2)] ?? 0,
  };
}

import { noRoute, type HeadFile } from "@hearth/classifier/classifier-file.ts";
import { Head } from "@hearth/classifier/classifier.ts";
import { keywordRouter } from "./keyword-router.ts";
import { measure, type Measures } from "./measure.ts";
import { nearestRouter } from "./nearest-router.ts";
import type { EmbeddedPrompt } from "./train-head.ts";

export interface Evaluation extends Measures {
  readonly router: "head" | "head without embedding" | "nearest neighbours" | "keywords";
  /** Accuracy within the prompts of one language. */
  readonly byLanguage: Readonly<Record<string, number>>;
  readonly needsEmbedding: boolean;
  /** Median time for a prompt, without the embedding. */
  readonly p50Ms: number;
}

type Router = (prompt: EmbeddedPrompt) => string;

/** A head on the held-out prompts, beside what is simpler: the nearest neighbours among the training prompts, and keywords. */
export function evaluate(file: HeadFile, prompts: readonly EmbeddedPrompt[]): readonly Evaluation[] {
  const train = prompts.filter(({ split }) => split === "train");
  const heldOut = prompts.filter(({ split }) => split === "held-out");
  const head = new Head(file);
  const routers: readonly (readonly [Evaluation["router"], boolean, Router])[] = [
    ["head", true, ({ text, embedding }) => head.guess(text, embedding).route ?? noRoute],
    ["head without embedding", false, ({ text }) => head.guess(text, undefined).route ?? noRoute],
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

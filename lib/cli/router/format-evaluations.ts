import type { Latency } from "../../router/embedding-latency.ts";
import type { Evaluation } from "../../router/evaluate.ts";
import { table } from "@hearth/kernel/table.ts";

const share = (value: number): string => value.toFixed(3);
const time = (value: number): string => value.toFixed(2);

/** One line for each router; with the embedder's latency, also the latency that each adds to a request. */
export function formatEvaluations(evaluations: readonly Evaluation[], latency?: Latency): string {
  const languages = [...new Set(evaluations.flatMap(({ byLanguage }) => Object.keys(byLanguage)))].sort();
  return table(
    [
      "router",
      "accuracy",
      ...languages,
      "out-of-scope F1",
      "own p50 ms",
      ...(latency === undefined ? [] : ["added p50 ms"]),
    ],
    evaluations.map(({ router, accuracy, byLanguage, outOfScopeF1, p50Ms, needsEmbedding }) => [
      router,
      share(accuracy),
      ...languages.map((language) => share(byLanguage[language] ?? 0)),
      share(outOfScopeF1),
      time(p50Ms),
      ...(latency === undefined ? [] : [time(p50Ms + (needsEmbedding ? latency.p50Ms : 0))]),
    ]),
  );
}

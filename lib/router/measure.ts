import { noRoute } from "@hearth/classifier/classifier-file.ts";

/** A prompt's route, and the one that a router found; `none` for a rejection. */
export interface Verdict {
  readonly route: string;
  readonly guessed: string;
}

export interface Measures {
  /** Share of the prompts with a route that were sent to it; rejections count as errors. */
  readonly accuracy: number;
  /** F1 of detecting prompts outside the routes. */
  readonly outOfScopeF1: number;
}

/** Both are 1 if there is nothing to get wrong. */
export function measure(verdicts: readonly Verdict[]): Measures {
  const inScope = verdicts.filter(({ route }) => route !== noRoute);
  const right = inScope.filter(({ route, guessed }) => guessed === route).length;
  const outside = verdicts.length - inScope.length;
  const rejected = verdicts.filter(({ guessed }) => guessed === noRoute).length;
  const found = verdicts.filter(({ route, guessed }) => route === noRoute && guessed === noRoute).length;
  return {
    accuracy: inScope.length === 0 ? 1 : right / inScope.length,
    outOfScopeF1: outside + rejected === 0 ? 1 : (2 * found) / (outside + rejected),
  };
}

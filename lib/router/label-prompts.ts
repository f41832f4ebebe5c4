import { noRoute } from "@hearth/classifier/classifier-file.ts";
import { defined } from "@hearth/kernel/defined.ts";
import type { LabelledPrompt } from "./labelled-prompt.ts";

export interface UnlabelledPrompt {
  readonly text: string;
  /** A known good answer, to compare answers with. */
  readonly expected?: string | undefined;
  readonly language?: "en" | "de" | undefined;
  readonly split: "train" | "held-out";
}

export interface LabelPorts {
  /** Experts by cost, cheapest first. */
  readonly experts: readonly string[];
  readonly ask: (expert: string, text: string) => Promise<string>;
  /** How good an answer is, from 0 to 1. */
  readonly score: (prompt: UnlabelledPrompt, answer: string) => Promise<number>;
}

export interface LabelOptions {
  /** A prompt whose best answer scores less than this belongs to no expert. */
  readonly least: number;
  /** By how much a better answer must win to be worth the more expensive expert. */
  readonly margin: number;
}

/** Runs a prompt on all experts one after the other, scores their answers, and labels it with the expert that is worth asking. */
export async function labelPrompt(
  prompt: UnlabelledPrompt,
  ports: LabelPorts,
  options: LabelOptions,
): Promise<LabelledPrompt> {
  let best = { route: noRoute, score: options.least - options.margin };
  for (const expert of ports.experts) {
    const score = await ports.score(prompt, await ports.ask(expert, prompt.text));
    if (score >= best.score + options.margin) best = { route: expert, score };
  }
  const { text, language, split } = prompt;
  return { text, route: best.route, ...defined({ language }), split };
}

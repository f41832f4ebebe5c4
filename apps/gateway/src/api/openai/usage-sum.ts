import type { SeveralUsage } from "./several-chunk.ts";

/** Total usage of several answers. */
export class UsageSum {
  readonly #prompts: number;
  readonly #parts: SeveralUsage[] = [];

  /** `prompts`: number of prompts; each answer's usage includes its prompt's tokens. */
  constructor(prompts: number) {
    this.#prompts = prompts;
  }

  add(usage: SeveralUsage): void {
    this.#parts.push(usage);
  }

  /**
   * Undefined if no answer reported usage. A single report is the total, from servers that add up themselves. A prompt with several
   * answers is counted once, as OpenAI does.
   */
  total(): SeveralUsage | undefined {
    const [first, ...others] = this.#parts;
    if (first === undefined || others.length === 0) return first;
    const sum = (field: "prompt_tokens" | "completion_tokens"): number =>
      this.#parts.reduce((total, part) => total + part[field], 0);
    const prompt_tokens = Math.round((sum("prompt_tokens") * this.#prompts) / this.#parts.length);
    const completion_tokens = sum("completion_tokens");
    return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
  }
}

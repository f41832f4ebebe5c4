import type { SeveralUsage } from "./several-chunk.ts";

/** What several answers took together. */
export class UsageSum {
  readonly #prompts: number;
  readonly #parts: SeveralUsage[] = [];

  /** `prompts`: how many texts the answers belong to; each answer's usage has its own prompt's tokens. */
  constructor(prompts: number) {
    this.#prompts = prompts;
  }

  add(usage: SeveralUsage): void {
    this.#parts.push(usage);
  }

  /**
   * Undefined where no answer has said anything. A single usage is that of all: so do servers that count themselves. A prompt that has
   * several answers is counted once, as OpenAI does.
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

const nanoseconds = 1_000_000;

/** The times of an answer, as Ollama reports them. Only the gateway's own clock is known here, so loading and queueing are in the total. */
export class Durations {
  readonly #startMs = performance.now();
  #firstMs: number | undefined;

  /** Call when the first piece of the answer arrives. */
  began(): void {
    this.#firstMs ??= performance.now();
  }

  fields(): { readonly [field: string]: number } {
    const nowMs = performance.now();
    const firstMs = this.#firstMs ?? nowMs;
    return {
      total_duration: Math.round((nowMs - this.#startMs) * nanoseconds),
      load_duration: 0,
      prompt_eval_duration: Math.round((firstMs - this.#startMs) * nanoseconds),
      eval_duration: Math.round((nowMs - firstMs) * nanoseconds),
    };
  }
}

import type { Expert } from "../../domain/expert.ts";

/**
 * An expert that left Consul's catalogue is remembered this long, so that during its restart callers get "try again" instead of
 * "no such model".
 */
const rememberMs = 10 * 60_000;

interface Entry {
  readonly expert: Expert;
  readonly leftAtMs: number | undefined;
}

/** The experts as last seen. Written by the watch on Consul, read by requests; kept while Consul is unreachable. */
export class ExpertTable {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #experts: readonly Expert[] = [];

  /** `now` is a monotonic clock in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  set(expert: Expert): void {
    this.#entries.set(expert.name, { expert, leftAtMs: undefined });
    this.#rebuild();
  }

  /** No instance passes its check; keeps what the expert serves from before. */
  suspend(name: string): void {
    const entry = this.#entries.get(name);
    if (entry !== undefined) this.set({ ...entry.expert, instances: [] });
  }

  /** The expert has left the catalogue. */
  leave(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.set(name, { expert: { ...entry.expert, instances: [] }, leftAtMs: this.#now() });
    this.#rebuild();
  }

  /** Ordered by name. */
  all(): readonly Expert[] {
    return this.#experts;
  }

  #rebuild(): void {
    for (const [name, { leftAtMs }] of this.#entries) {
      if (leftAtMs !== undefined && this.#now() - leftAtMs > rememberMs) this.#entries.delete(name);
    }
    this.#experts = [...this.#entries.values()].map(({ expert }) => expert).sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

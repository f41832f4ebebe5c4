import { familyPrefix, type FamilyOptions } from "./counter-family.ts";
import { familyHead, labelText, sampleLine } from "./sample-line.ts";

export interface HistogramOptions extends FamilyOptions {
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
}

interface Observed {
  /** Per bucket, not cumulative; the last has no bound. */
  readonly counts: number[];
  sum: number;
}

const separator = "\u0000";

/** A histogram with labels; see CounterFamily for why prom-client's is not used. */
export class HistogramFamily {
  readonly #options: HistogramOptions;
  readonly #observed = new Map<string, Observed>();

  constructor(options: HistogramOptions) {
    this.#options = options;
  }

  /** `labels` in the order of the names. */
  observe(labels: readonly string[], value: number): void {
    const { buckets } = this.#options;
    const key = labels.join(separator);
    let observed = this.#observed.get(key);
    if (observed === undefined) {
      observed = { counts: new Array<number>(buckets.length + 1).fill(0), sum: 0 };
      this.#observed.set(key, observed);
    }
    let index = 0;
    while (index < buckets.length && value > (buckets[index] ?? Infinity)) index += 1;
    observed.counts[index] = (observed.counts[index] ?? 0) + 1;
    observed.sum += value;
  }

  text(): string {
    const { name, help, labelNames } = this.#options;
    const samples = Array.from(this.#observed, ([key, observed]) =>
      this.#samples(labelText(labelNames, key.split(separator)), observed),
    );
    return familyHead(name, help, "histogram") + samples.join("");
  }

  #samples(labels: string, { counts, sum }: Observed): string {
    const { name, buckets } = this.#options;
    const joined = labels === "" ? "" : `${labels},`;
    let total = 0;
    const lines = counts.map((count, index) => {
      total += count;
      return sampleLine(`${name}_bucket`, `${joined}le="${buckets[index] ?? "+Inf"}"`, total);
    });
    return lines.join("") + sampleLine(`${name}_sum`, labels, sum) + sampleLine(`${name}_count`, labels, total);
  }
}

/** A histogram of the gateway; `name` is without the prefix. */
export const histogram = ({ name, ...options }: HistogramOptions): HistogramFamily =>
  new HistogramFamily({ ...options, name: familyPrefix + name });

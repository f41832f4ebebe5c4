import { familyHead, labelText, sampleLine } from "./sample-line.ts";

export interface FamilyOptions {
  /** The full name. */
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** Prefix of all metric names of the gateway. */
export const familyPrefix = "hearth_gateway_";

/** Does not occur in labels. */
const separator = "\u0000";

/**
 * A counter with labels. prom-client sorts and joins the label fields on each call, which took ten times as long over all the
 * families of a request.
 */
export class CounterFamily {
  readonly #options: FamilyOptions;
  readonly #counts = new Map<string, number>();

  constructor(options: FamilyOptions) {
    this.#options = options;
  }

  /** `labels` in the order of the names. */
  add(labels: readonly string[], amount = 1): void {
    const key = labels.join(separator);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + amount);
  }

  text(): string {
    const { name, help, labelNames } = this.#options;
    const lines = Array.from(this.#counts, ([key, count]) =>
      sampleLine(name, labelText(labelNames, key.split(separator)), count),
    );
    // A counter without labels exists from the start, so that its rate can be computed.
    if (labelNames.length === 0 && lines.length === 0) lines.push(sampleLine(name, "", 0));
    return familyHead(name, help, "counter") + lines.join("");
  }
}

/** A counter of the gateway; `name` is without the prefix. */
export const counter = ({ name, ...options }: FamilyOptions): CounterFamily =>
  new CounterFamily({ ...options, name: familyPrefix + name });

import { familyHead, labelText, sampleLine } from "./sample-line.ts";

export interface FamilyOptions {
  /** Whole, as it is shown. */
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** What all of the gateway's families begin with. */
export const familyPrefix = "hearth_gateway_";

/** Cannot be in a label that anybody would choose. */
const separator = "\u0000";

/**
 * A counter with labels. prom-client looks its label objects up by sorting and joining their fields at each call, which for all
 * families of a request took ten times as long as this.
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
    // One without labels is there from the start, so that a rate of it can be taken.
    if (labelNames.length === 0 && lines.length === 0) lines.push(sampleLine(name, "", 0));
    return familyHead(name, help, "counter") + lines.join("");
  }
}

/** A counter of the gateway's; the name is what comes after the prefix. */
export const counter = ({ name, ...options }: FamilyOptions): CounterFamily =>
  new CounterFamily({ ...options, name: familyPrefix + name });

import type { RecordFilter } from "../store/store.ts";

/** The facts that exact filters use, except times. */
export interface Label {
  readonly user?: string | undefined;
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  readonly group?: string | undefined;
  readonly tags: readonly string[];
}

/** A label's canonical text. */
export function labelText({ user, agent, session, group, tags }: Label): string {
  return JSON.stringify([user ?? null, agent ?? null, session ?? null, group ?? null, tags]);
}

function parseLabel(text: string): Label {
  const [user, agent, session, group, tags] = JSON.parse(text) as [...(string | null)[], readonly string[]];
  const known = (field: unknown): string | undefined => (typeof field === "string" ? field : undefined);
  return {
    user: known(user),
    agent: known(agent),
    session: known(session),
    group: known(group),
    tags: tags as readonly string[],
  };
}

/**
 * Labels as small numbers: many rows share one, so a filter is evaluated once per label and then looked up per row. The number of an
 * unused label is reused.
 */
export class LabelTable {
  readonly #numbers = new Map<string, number>();
  readonly #labels: (Label | undefined)[] = [];
  readonly #texts: string[] = [];
  readonly #uses: number[] = [];
  readonly #free: number[] = [];

  /** Number of labels in use. */
  get size(): number {
    return this.#numbers.size;
  }

  /** The number of a label, by its text. */
  take(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) {
      this.#uses[known] = (this.#uses[known] ?? 0) + 1;
      return known;
    }
    const number = this.#free.pop() ?? this.#labels.length;
    this.#numbers.set(text, number);
    this.#labels[number] = parseLabel(text);
    this.#texts[number] = text;
    this.#uses[number] = 1;
    return number;
  }

  release(number: number): void {
    const left = (this.#uses[number] ?? 0) - 1;
    this.#uses[number] = left;
    if (left > 0) return;
    this.#numbers.delete(this.#texts[number] ?? "");
    this.#labels[number] = undefined;
    this.#texts[number] = "";
    this.#free.push(number);
  }

  /** 1 at the number of each label that the filter selects, or undefined if it has no conditions on labels. */
  selected({ user, agent, session, group, tags = [] }: RecordFilter): Uint8Array | undefined {
    if ([user, agent, session, group].every((field) => field === undefined) && tags.length === 0) return undefined;
    const asked = (wanted: string | undefined, has: string | undefined): boolean =>
      wanted === undefined || wanted === has;
    return Uint8Array.from(this.#labels, (label) =>
      Number(
        label !== undefined &&
          asked(user, label.user) &&
          asked(agent, label.agent) &&
          asked(session, label.session) &&
          asked(group, label.group) &&
          tags.every((tag) => label.tags.includes(tag)),
      ),
    );
  }
}

import type { DatabaseSync } from "node:sqlite";
import type { RowFacts } from "../../vectors/fact-columns.ts";
import { labelText } from "../../vectors/label-table.ts";
import { VectorSpace, type Candidate, type SpaceQuery, type VectorRow } from "../../vectors/vector-space.ts";
import type { StoredRecord } from "../../store/record.ts";

type CodeRow = [
  space: number,
  sequence: number,
  bytes: Uint8Array,
  scale: number,
  label: string,
  active: number,
  atMs: number,
  expiresAtMs: number | null,
];

/** The vectors of all spaces in memory, loaded from the table `codes`. */
export class VectorIndex {
  readonly #spaces = new Map<number, VectorSpace>();

  get size(): number {
    let rows = 0;
    for (const space of this.#spaces.values()) rows += space.size;
    return rows;
  }

  set(space: number, row: VectorRow): void {
    let known = this.#spaces.get(space);
    if (known?.dimensions !== row.bytes.length) {
      known = new VectorSpace(row.bytes.length);
      this.#spaces.set(space, known);
    }
    known.set(row);
  }

  describe(space: number, sequence: number, facts: RowFacts): void {
    this.#spaces.get(space)?.describe(sequence, facts);
  }

  delete(space: number, sequence: number): void {
    this.#spaces.get(space)?.delete(sequence);
  }

  clear(): void {
    this.#spaces.clear();
  }

  search(space: number, query: SpaceQuery): readonly Candidate[] {
    const known = this.#spaces.get(space);
    return known?.dimensions === query.vector.length ? known.search(query) : [];
  }

  load(database: DatabaseSync): void {
    const statement = database.prepare(
      "SELECT space, sequence, bytes, scale, label, active, at_ms, expires_ms FROM codes",
    );
    // Rows as arrays load in two thirds of the time; Node's types lack this option.
    (statement as unknown as { setReturnArrays(on: boolean): void }).setReturnArrays(true);
    for (const row of statement.iterate() as unknown as Iterable<CodeRow>) {
      const [space, sequence, bytes, scale, label, active, atMs, expiresAtMs] = row;
      this.set(space, {
        sequence,
        bytes: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
        scale,
        label,
        active: active === 1,
        atMs,
        expiresAtMs: expiresAtMs ?? undefined,
      });
    }
  }
}

/** A record's facts as the index keeps them. */
export function factsOf({ user, agent, session, group, tags, active, atMs, expiresAtMs }: StoredRecord): RowFacts {
  return { label: labelText({ user, agent, session, group, tags }), active, atMs, expiresAtMs };
}

/** Keeps the best `size` entries: a binary heap whose root is the worst one kept. */
export class TopList {
  readonly #scores: Float64Array;
  readonly #rows: Uint32Array;
  #length = 0;
  /** A score must exceed this to be kept. */
  threshold = -Infinity;

  constructor(size: number) {
    this.#scores = new Float64Array(size);
    this.#rows = new Uint32Array(size);
  }

  /** The caller has already compared with `threshold`, which rejects most rows. */
  add(row: number, score: number): void {
    if (this.#length < this.#scores.length) {
      this.#rise(this.#length, row, score);
      this.#length += 1;
      if (this.#length === this.#scores.length) this.threshold = this.#scores[0] ?? -Infinity;
      return;
    }
    this.#sink(row, score);
    this.threshold = this.#scores[0] ?? -Infinity;
  }

  /** Best first. */
  entries(): { readonly row: number; readonly score: number }[] {
    return Array.from({ length: this.#length }, (_, index) => ({
      row: this.#rows[index] ?? 0,
      score: this.#scores[index] ?? 0,
    })).sort((left, right) => right.score - left.score || left.row - right.row);
  }

  #rise(start: number, row: number, score: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if ((this.#scores[parent] ?? 0) <= score) break;
      this.#copy(parent, index);
      index = parent;
    }
    this.#set(index, row, score);
  }

  #sink(row: number, score: number): void {
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#length) break;
      if (child + 1 < this.#length && (this.#scores[child + 1] ?? 0) < (this.#scores[child] ?? 0)) child += 1;
      if ((this.#scores[child] ?? 0) >= score) break;
      this.#copy(child, index);
      index = child;
    }
    this.#set(index, row, score);
  }

  #copy(from: number, to: number): void {
    this.#set(to, this.#rows[from] ?? 0, this.#scores[from] ?? 0);
  }

  #set(index: number, row: number, score: number): void {
    this.#rows[index] = row;
    this.#scores[index] = score;
  }
}

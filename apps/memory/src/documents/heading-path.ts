/** Tracks the headings above the current position in a document. */
export class HeadingPath {
  readonly #titles: { readonly level: number; readonly title: string }[] = [];

  enter(level: number, title: string): void {
    while ((this.#titles.at(-1)?.level ?? 0) >= level) this.#titles.pop();
    this.#titles.push({ level, title });
  }

  /** Undefined before the first heading. */
  get text(): string | undefined {
    return this.#titles.length === 0 ? undefined : this.#titles.map(({ title }) => title).join(" › ");
  }
}

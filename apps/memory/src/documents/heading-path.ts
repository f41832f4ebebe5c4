/** Every chunk repeats the headings above it, so that long ones would make a document many times as large. */
const longestTitle = 200;
const longestPath = 400;

/** Tracks the headings above the current position in a document. */
export class HeadingPath {
  readonly #titles: { readonly level: number; readonly title: string }[] = [];

  #text: string | undefined;

  enter(level: number, title: string): void {
    while ((this.#titles.at(-1)?.level ?? 0) >= level) this.#titles.pop();
    this.#titles.push({ level, title: title.slice(0, longestTitle).toWellFormed() });
    const path = this.#titles.map((each) => each.title).join(" › ");
    // The end is nearest to the text.
    this.#text = path.slice(-longestPath).toWellFormed();
  }

  /** Undefined before the first heading. */
  get text(): string | undefined {
    return this.#text;
  }
}

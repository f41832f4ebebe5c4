/** A paragraph of a document, as its reader found it. */
export interface Block {
  readonly text: string;
  /** The headings above it, from the top: `Kitchen › Oven`. */
  readonly heading?: string | undefined;
  /** From 1, where the document has pages. */
  readonly page?: number | undefined;
}

/** A document as text: paragraphs in their order. */
export type Blocks = readonly Block[];

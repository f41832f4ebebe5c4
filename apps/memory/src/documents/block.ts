/** A paragraph of a document. */
export interface Block {
  readonly text: string;
  /** The headings above it, from the top: `Kitchen › Oven`. */
  readonly heading?: string | undefined;
  /** From 1; only for documents with pages. */
  readonly page?: number | undefined;
}

/** A document as text: its paragraphs in order. */
export type Blocks = readonly Block[];

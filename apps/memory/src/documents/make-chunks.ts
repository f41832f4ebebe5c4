import { hash } from "node:crypto";
import type { Block, Blocks } from "./block.ts";

/** A passage: some paragraphs that stand together under one heading and on one page. */
export interface Chunk {
  /** The same for the same text under the same heading, wherever in the document it has moved to. */
  readonly digest: string;
  readonly text: string;
  readonly heading?: string | undefined;
  readonly page?: number | undefined;
  /** In characters of the document's text, which is its paragraphs with an empty line between. */
  readonly start: number;
  readonly end: number;
}

/** A passage is closed from the first size on where its last paragraph says so, and before the second in any case. */
const comfortable = 500;
const most = 1_600;

/**
 * Cuts a document into passages. Where a passage ends depends on its own words alone, so after an insertion the cuts fall where they
 * fell before, and what follows need not be embedded again.
 */
export function makeChunks(blocks: Blocks): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let open: (Block & { readonly start: number })[] = [];
  let length = 0;
  let at = 0;
  const close = (): void => {
    const [first] = open;
    if (first === undefined) return;
    const text = open.map((block) => block.text).join("\n\n");
    const { heading, page, start } = first;
    const digest = hash("sha256", `${heading ?? ""}\n${text}`).slice(0, 24);
    chunks.push({ digest, text, heading, page, start, end: start + text.length });
    open = [];
    length = 0;
  };
  for (const block of blocks) {
    for (const piece of pieces(block.text)) {
      const [first] = open;
      const elsewhere = first !== undefined && (first.heading !== block.heading || first.page !== block.page);
      if (elsewhere || length + piece.text.length > most) close();
      open.push({ ...block, text: piece.text, start: at + piece.start });
      length += piece.text.length + 2;
      if (length >= comfortable && endsHere(piece.text)) close();
    }
    at += block.text.length + 2;
  }
  close();
  return chunks;
}

/** One paragraph in three, by its words. */
const endsHere = (text: string): boolean => parseInt(hash("sha256", text).slice(0, 4), 16) % 3 === 0;

/** A paragraph that is too long by itself, at sentence ends, spaces or, at worst, anywhere. */
function* pieces(text: string): Generator<{ readonly text: string; readonly start: number }> {
  let start = 0;
  while (text.length - start > most) {
    const window = text.slice(start, start + most);
    const sentence = Math.max(window.lastIndexOf(". "), window.lastIndexOf("! "), window.lastIndexOf("? ")) + 1;
    const space = window.lastIndexOf(" ");
    const cut = sentence > comfortable ? sentence : space > comfortable ? space : most;
    yield { text: text.slice(start, start + cut), start };
    start += cut;
    while (text[start] === " ") start += 1;
  }
  yield { text: text.slice(start), start };
}

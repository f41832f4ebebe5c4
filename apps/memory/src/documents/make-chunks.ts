import { hash } from "node:crypto";
import { estimateTokens, firstTokens } from "../embedding/fit-text.ts";
import type { Block, Blocks } from "./block.ts";

/** A chunk: consecutive paragraphs under one heading and on one page. */
export interface Chunk {
  /** Equal for the same text under the same heading, wherever in the document it is. */
  readonly digest: string;
  readonly text: string;
  readonly heading?: string | undefined;
  readonly page?: number | undefined;
  /** Character offset in the document's text: its paragraphs joined by empty lines. */
  readonly start: number;
  readonly end: number;
}

/** A chunk of at least `comfortable` characters may end after a paragraph that `endsHere` selects; none exceeds `most`. */
const comfortable = 500;
const most = 1_600;

/**
 * Content-defined chunking: where a chunk ends depends only on its own words, so after an insertion the later chunks stay the same
 * and need no new vectors.
 */
export function makeChunks(blocks: Blocks, mostTokens = Infinity): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let open: (Block & { readonly start: number })[] = [];
  let length = 0;
  let tokens = 0;
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
    tokens = 0;
  };
  for (const block of blocks) {
    // The heading is embedded with each chunk below it, but may take no more than half.
    const room = Math.max(mostTokens / 2, mostTokens - estimateTokens(block.heading ?? ""));
    for (const piece of pieces(block.text, room)) {
      const needed = estimateTokens(piece.text);
      const [first] = open;
      const elsewhere = first !== undefined && (first.heading !== block.heading || first.page !== block.page);
      if (elsewhere || length + piece.text.length > most || tokens + needed > room) close();
      open.push({ ...block, text: piece.text, start: at + piece.start });
      length += piece.text.length + 2;
      tokens += needed;
      if (length >= comfortable && endsHere(piece.text)) close();
    }
    at += block.text.length + 2;
  }
  close();
  return chunks;
}

/** Selects one paragraph in three, by a hash of its text. */
const endsHere = (text: string): boolean => parseInt(hash("sha256", text).slice(0, 4), 16) % 3 === 0;

/** Splits an overlong paragraph at sentence ends or spaces, else anywhere. */
function* pieces(text: string, mostTokens: number): Generator<{ readonly text: string; readonly start: number }> {
  let start = 0;
  for (;;) {
    const window = firstTokens(text.slice(start, start + most), mostTokens);
    if (start + window.length >= text.length) break;
    const sentence = Math.max(window.lastIndexOf(". "), window.lastIndexOf("! "), window.lastIndexOf("? ")) + 1;
    const space = window.lastIndexOf(" ");
    const cut = sentence > comfortable ? sentence : space > comfortable ? space : window.length;
    yield { text: text.slice(start, start + cut), start };
    start += cut;
    while (text[start] === " ") start += 1;
  }
  if (start === 0 || start < text.length) yield { text: text.slice(start), start };
}

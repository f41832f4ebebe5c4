/** What found a hit, as far as the floor asks. */
export interface HitSignals {
  readonly meaning?: { readonly similarity: number } | undefined;
  readonly words?: { readonly terms: readonly string[] } | undefined;
}

export interface Floor {
  /** Cosine similarity to the question from which a hit counts. */
  readonly least: number;
  /** And for one that shares a word with the question. */
  readonly leastWithWord: number;
  /** What share of the best hit's similarity a hit without a shared word needs. */
  readonly shareOfBest: number;
}

/**
 * Chosen with bench/memory/choose-floor.ts, for MiniLM. Of questions about something else altogether, 71% find nothing, in English and in
 * German, where all found ten hits without a floor; 97% of the answers in chats stay.
 */
export const floor: Floor = { least: 0.25, leastWithWord: 0.1, shareOfBest: 0.5 };

/**
 * The hits that have to do with the question: a search by meaning finds something in any case, the nearest of what is there. Where
 * meaning was not searched by, shared words are all there is.
 */
export function relevantHits<T extends { readonly signals: HitSignals }>(
  hits: readonly T[],
  { byMeaning, least = floor }: { readonly byMeaning: boolean; readonly least?: Floor },
): readonly T[] {
  if (!byMeaning) return hits.filter(({ signals }) => signals.words !== undefined);
  const best = Math.max(0, ...hits.map(({ signals }) => signals.meaning?.similarity ?? 0));
  return hits.filter(({ signals: { meaning, words } }) => {
    const sharesWord = (words?.terms.length ?? 0) > 0;
    // One that was added a moment ago has no vector yet.
    if (meaning === undefined) return sharesWord;
    return meaning.similarity >= (sharesWord ? least.leastWithWord : Math.max(least.least, least.shareOfBest * best));
  });
}

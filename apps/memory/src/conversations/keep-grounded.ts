import { contentWords } from "../search/content-words.ts";

/** Words that a summary may use although the conversation does not. */
const ownWords = new Set(
  "user users assistant conversation summary they their speaker asks asked says said wants wanted nutzer nutzerin benutzer assistent gespräch zusammenfassung möchte sagt".split(
    " ",
  ),
);
/** Share of a sentence's content words that must occur in the conversation, in any form. */
const minShare = 0.6;
const telling = 3;
const formLength = 5;

/**
 * Keeps the sentences of a summary that the conversation supports: each number and name in them was said, and most of their words.
 * Duplicates are dropped. Small models invent and repeat; a dropped sentence is still in the conversation, but an invented one
 * would be remembered.
 */
export function keepGrounded(summary: string, spoken: string): string {
  const said = new Set(wordsOf(spoken));
  const forms = new Set(Array.from(said, form));
  const isSaid = (word: string): boolean => said.has(word) || (word.length >= formLength && forms.has(form(word)));
  return summary
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => {
      const names = sentence.match(/(?<=[\p{L}\p{N},;)"'’] )["'(]?\p{Lu}[\p{L}\p{M}]+/gu) ?? [];
      const words = wordsOf(sentence);
      const numbers = words.filter((word) => /\p{N}/u.test(word));
      if (![...numbers, ...names.flatMap(wordsOf)].every((word) => isSaid(word) || ownWords.has(word))) return false;
      const matter = contentWords(words).filter((word) => word.length >= telling && !ownWords.has(word));
      return matter.length > 0 && matter.filter(isSaid).length >= matter.length * minShare;
    })
    .filter((sentence, index, all) => all.indexOf(sentence) === index)
    .join(" ");
}

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .match(/\p{N}+(?:[.:,]\p{N}+)*|[\p{L}\p{M}]+/gu) ?? [];

/** Inflected forms of a word usually start alike. */
const form = (word: string): string => (/\p{N}/u.test(word) ? word : word.slice(0, formLength));

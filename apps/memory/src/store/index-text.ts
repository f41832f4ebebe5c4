import { wordsOf } from "./match-expression.ts";

/*
 * What an index reads of a text. Engines split texts at spaces, which some scripts do not have between words: there, every two
 * neighbouring characters are indexed too, as words of their own. Arabic is written with and without marks, and its articles are
 * parts of its words.
 */

/** Scripts without spaces between words, and Korean, whose particles are parts of its words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}ー]+/gu;
const needsHelp =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Arabic}\p{Script=Hebrew}]/u;
const marks = /(?<=[\p{Script=Arabic}\p{Script=Hebrew}\u0640\p{M}])[\p{M}\u0640]+/gu;
const articled = /(?<![\p{L}\p{M}])(?:[وفبك]?ال|لل)(\p{Script=Arabic}{2,})/gu;

/** A text's grams cost space; what a text of this many is about can be found by them. */
const mostGrams = 16_000;
const mostQueryWords = 64;

/** The text to index: the text itself, and what helps to find its words. Postgres limits the size of an index entry. */
export function indexText(text: string): string {
  if (!needsHelp.test(text)) return text;
  const folded = fold(text);
  const bare = Array.from(folded.matchAll(articled), ([, word = ""]) => word);
  const grams: string[] = [];
  for (const [run] of folded.matchAll(unspaced)) {
    const characters = Array.from(run);
    for (const [index, character] of characters.entries()) {
      if (grams.length >= mostGrams) break;
      grams.push(gramOf(character));
      const next = characters[index + 1];
      if (next !== undefined) grams.push(gramOf(character + next));
    }
  }
  return [folded, ...bare, ...grams].join(" ");
}

/** The words to look for in an index of such texts. */
export function indexedWords(query: string): readonly string[] {
  const words = wordsOf(query);
  if (!needsHelp.test(query)) return words;
  return [...new Set(words.flatMap((word) => indexedForms(fold(word))))].slice(0, mostQueryWords);
}

function indexedForms(word: string): readonly string[] {
  const grams = Array.from(word.matchAll(unspaced), ([run]) => {
    const characters = Array.from(run);
    if (characters.length === 1) return [gramOf(run)];
    return characters.slice(1).map((character, index) => gramOf((characters[index] ?? "") + character));
  }).flat();
  const rest = wordsOf(word.replaceAll(unspaced, " "));
  const bare = rest.flatMap((part) => Array.from(part.matchAll(articled), ([, stem = ""]) => stem));
  return [...grams, ...rest, ...bare];
}

/** Letters and digits that no engine takes apart, and no stemmer changes, as they end in a digit. */
const gramOf = (characters: string): string =>
  `g${Array.from(characters, (character) => (character.codePointAt(0) ?? 0).toString(36)).join("z")}0`;

/** Without marks, and with one form of each letter. */
function fold(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(marks, "")
    .replaceAll(/[أإآٱ]/g, "ا")
    .replaceAll("ى", "ي")
    .replaceAll("ة", "ه");
}

/** A statement's words, for comparison. Handles English and German; words of other languages are taken as they are. */
export interface StatementWords {
  /** The content words in order: stemmed, numbers as digits, without filler words and negations. */
  readonly words: readonly string[];
  /** Whether the statement is negated. */
  readonly negated: boolean;
  /** Nouns and names of a German text without a preposition; their order says who does what to whom. Undefined if it is not German. */
  readonly germanCore: readonly CoreWord[] | undefined;
  /** The text's words in lower case, contractions expanded. */
  readonly plain: readonly string[];
  /** The index in `plain` of each of `words`. */
  readonly places: readonly number[];
}

export interface CoreWord {
  readonly word: string;
  /** It may be capitalized only because it is first. */
  readonly isFirst: boolean;
}

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Filler words. Prepositions, pronouns, modal verbs and past tenses are not among them: they change the meaning. */
const silent = setOf(
  "a an the my our your his her their its this that is are am be being has have do does lie lies and of there it's " +
    "der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner unser unsere unseren unserem unserer " +
    "dein deine sein seine ihr ihre ihren ist sind bin hat habe haben und liegt",
);
/** Filler words in negations: "not any more", "no longer". */
const silentInDenials = setOf("any ever more longer anymore mehr länger überhaupt jemals");
const negations = setOf(
  "not no never none nobody nothing cannot nicht kein keine keinen keinem keiner nie niemals niemand nichts",
);
const prepositions = setOf(
  "in im am an auf bei beim zu zum zur mit ohne für gegen von vom aus unter über vor nach um bis seit durch",
);
const germanWords = setOf(
  "der die das den dem ein eine einen einem einer mein meine meinen meiner unser unsere ich wir ist sind und nicht kein keine " +
    "keinen im am zum zur wird hat haben mit auf für",
);
const digits: Readonly<Record<string, string>> = {
  ...{ one: "1", two: "2", three: "3", four: "4", five: "5", six: "6", seven: "7", eight: "8", nine: "9", ten: "10" },
  ...{ zwei: "2", drei: "3", vier: "4", fünf: "5", sechs: "6", sieben: "7", acht: "8", neun: "9", zehn: "10" },
};

export function statementWords(text: string): StatementWords {
  const given = text
    .normalize("NFKC")
    .replaceAll("’", "'")
    .replaceAll(/\b(\p{L}+)n't\b/gu, "$1 not")
    .replaceAll(/\b(ca|wo) not\b/g, (_, start: string) => (start === "ca" ? "can not" : "will not"))
    .replaceAll(/\bcannot\b/gi, "can not")
    .replaceAll(/\b(I)'m\b/g, "$1 am")
    .match(/\p{N}+(?:[.:,]\p{N}+)+|[\p{L}\p{N}\p{M}]+(?:'[\p{L}]+)?/gu) ?? [text];
  const plain = given.map((word) => word.toLowerCase().replace(/'s$/, ""));
  const negated = plain.filter((word) => negations.has(word)).length % 2 === 1;
  const isSilent = (word: string): boolean =>
    silent.has(word) || negations.has(word) || (negated && silentInDenials.has(word));
  const told = plain.map((word, place) => ({ word, place })).filter(({ word }) => !isSilent(word));
  return {
    words: told.map(({ word }) => digits[word] ?? stem(word)),
    negated,
    germanCore: plain.some((word) => germanWords.has(word)) ? germanCore(given, plain) : undefined,
    plain,
    places: told.map(({ place }) => place),
  };
}

function germanCore(given: readonly string[], plain: readonly string[]): readonly CoreWord[] {
  return given.flatMap((word, index) => {
    const small = plain[index] ?? "";
    if (!/^\p{Lu}/u.test(word) || silent.has(small) || prepositions.has(small) || germanWords.has(small)) return [];
    const before = [plain[index - 1], plain[index - 2]];
    const isMarked =
      prepositions.has(before[0] ?? "") || (silent.has(before[0] ?? "") && prepositions.has(before[1] ?? ""));
    return isMarked ? [] : [{ word: stem(small), isFirst: index === 0 }];
  });
}

/** Maps forms of a word to one stem. Conflating two words does little harm, since the rest of the statements must match too. */
function stem(word: string): string {
  if (/\p{N}/u.test(word)) return word;
  const single = word.length > 3 ? word.replace(/s$/, "") : word;
  if (single.length < 5) return single.length < 4 ? single : single.replace(/e$/, "");
  return single.replace(/(?:ing|ed|en|e|t|n)$/, "");
}

import { statementWords, type CoreWord, type StatementWords } from "./statement-words.ts";

/** How a newer statement relates to an older one of similar meaning. `other`: both hold, or it is unclear. */
export type Relation = "same" | "contradicts" | "other";

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Past tenses: statements about the past stay true. */
const past = setOf(
  "was were had did been went bought came got took said war waren hatte hatten wurde wurden gewesen ging kam gab",
);
/** Indefinite words: there may be many appointments, so "an appointment" on another day is another one. */
const indefinite = setOf("a an another some also ein eine einen einem einer auch noch");
/** Verbs of states that have one value at a time. */
const states = setOf(
  "is are am has have costs cost weighs weigh takes take gets get opens open needs need starts start ends end begins lasts set holds contains measures earns " +
    "ist sind bin hat habe haben kostet beträgt wiegt nimmt steht stehen beginnt endet dauert braucht gilt enthält misst fasst verdient",
);
/** Content words; a single one is too little to compare. */
const fewestWords = 2;
/** Longer texts must have the same word order to be the same. */
const maxWords = 60;

/** `my sister lives in`, `the printer is in`, `our landlord is called`: what comes after it is the one value of the one thing before it. */
const englishValue =
  /^(?:my|our|the) (?:[\p{L}\p{N}]+ ){1,4}(?:lives? in|(?:is|are) (?:called|named|at|in|on|[\p{L}]+ed on)|favou?rite [\p{L}]+ is)$/u;
/** `my dentist is`: one value where that is a name. */
const englishName = /^(?:my|our|the) (?:[\p{L}\p{N}]+ ){1,3}is$/u;
const germanValue =
  /^(?:mein|meine|unser|unsere|der|die|das) (?:[\p{L}\p{N}]+ ){1,4}(?:wohnt in|(?:ist|sind|liegt|steht) (?:in|im|am|auf)|heißt)$/u;
const favourite = /^(?:my|our|mein|meine|unser|unsere) (?:favou?rite [\p{L}\p{N} ]+ is|lieblings\p{L}+ ist)$/u;
const maxValueWords = 2;
/** "in the study", "is Doctor Weber": articles and titles that both have stand before the value. */
const beforeValue = / (?:the|der|die|das|dem|den|doctor|dr\.?|frau|herr|mrs?\.?)$/u;

/**
 * Compares two similar statements of one user by their words, since vectors do not distinguish 14 kilograms from 15, or yes from no.
 * Deliberately cautious: `other` changes nothing, and keeping two statements where one would do does no harm.
 */
export function compareStatements(older: string, newer: string): Relation {
  const [left, right] = [statementWords(older), statementWords(newer)];
  const sameWords = isSame([...left.words].sort(), [...right.words].sort());
  if (sameWords && left.negated === right.negated) {
    return left.words.length >= fewestWords && isSameOrder(left, right) ? "same" : "other";
  }
  if ([...left.plain, ...right.plain].some((word) => past.has(word))) return "other";
  const opposite = left.negated !== right.negated && isSame(unstressed(left), unstressed(right));
  return opposite || hasOtherNumber(left, right) || hasOtherValue(older, newer) ? "contradicts" : "other";
}

/** "Always" is dropped, so that "always" and "never" contradict each other like a statement and its negation. */
const unstressed = ({ words }: StatementWords): readonly string[] =>
  words.filter((word) => word !== "alway" && word !== "immer");

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((word, index) => word === right[index]);

/** A phrase may move as a whole, as in "on weekdays we …"; any other order may swap who did what. */
function isSameOrder(left: StatementWords, right: StatementWords): boolean {
  if (isSame(left.words, right.words)) return true;
  if (left.words.length > maxWords) return false;
  const isRotation = left.words.some((_, at) =>
    isSame([...left.words.slice(at), ...left.words.slice(0, at)], right.words),
  );
  if (isRotation) return true;
  if (left.germanCore === undefined || right.germanCore === undefined) return false;
  const [one, other] = [left.germanCore, right.germanCore];
  return isSame(coreBeside(one, other), coreBeside(other, one));
}

/** A text's first word counts if the other text has it in a position without automatic capitals. */
const coreBeside = (core: readonly CoreWord[], other: readonly CoreWord[]): readonly string[] =>
  core
    .filter(({ word, isFirst }) => !isFirst || other.some((beside) => !beside.isFirst && beside.word === word))
    .map(({ word }) => word);

/** One number differs and is the value of a state: "the rent is 900 euros". In "bus 12 leaves" the number identifies the bus. */
function hasOtherNumber(left: StatementWords, right: StatementWords): boolean {
  if (left.negated || right.negated || left.words.length !== right.words.length) return false;
  const differing = left.words.flatMap((word, index) => (word === right.words[index] ? [] : [index]));
  const [at] = differing;
  if (at === undefined || differing.length > 1) return false;
  if (![left.words[at], right.words[at]].every((word) => /\p{N}/u.test(word ?? ""))) return false;
  const before = left.plain.slice(0, left.places[at]);
  return before.some((word) => states.has(word)) && !hasIndefinite(left.plain);
}

/** Ignores "a" in "39 euros a month", which is still one price. */
const hasIndefinite = (plain: readonly string[]): boolean =>
  plain.some(
    (word, index) => indefinite.has(word) && !/^(?:minute|hour|day|week|month|year)$/.test(plain[index + 1] ?? ""),
  );

/** Whether only the ends of two statements differ, after words that have one value at a time. */
function hasOtherValue(older: string, newer: string): boolean {
  const [left = [], right = []] = [older, newer].map((text) => text.replaceAll(/[.!\s]+$/g, "").split(/\s+/));
  const at = left.findIndex((word, index) => word.toLowerCase() !== right[index]?.toLowerCase());
  if (at < 1 || at >= right.length) return false;
  const values = [left.slice(at), right.slice(at)];
  const longest = Math.max(...values.map(({ length }) => length));
  const before = left.slice(0, at).join(" ").toLowerCase().replace(beforeValue, "");
  if (germanValue.test(before)) return longest === 1;
  if (longest > maxValueWords) return false;
  const isName = values.every(([word = ""]) => /^\p{Lu}/u.test(word));
  return englishValue.test(before) || favourite.test(before) || (isName && englishName.test(before));
}

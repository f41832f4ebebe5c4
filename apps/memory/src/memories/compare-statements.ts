import { statementWords, type CoreWord, type StatementWords } from "./statement-words.ts";

/** What a newer statement does to an older one whose meaning is near. `other`: both hold, or nobody can tell. */
export type Relation = "same" | "contradicts" | "other";

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** What is told of the past stays true, whatever comes later. */
const past = setOf(
  "was were had did been went bought came got took said war waren hatte hatten wurde wurden gewesen ging kam gab",
);
/** Of "an appointment" there may be many; what differs then is which. */
const indefinite = setOf("a an another some also ein eine einen einem einer auch noch");
/** Verbs of a state that has one value at a time. */
const states = setOf(
  "is are am has have costs cost weighs weigh takes take gets get opens open needs need starts start ends end begins lasts set holds contains measures earns " +
    "ist sind bin hat habe haben kostet beträgt wiegt nimmt steht stehen beginnt endet dauert braucht gilt enthält misst fasst verdient",
);
/** Of words that say something; one alone says too little to tell. */
const fewestWords = 2;
/** Longer texts are the same only in the same order. */
const mostWords = 60;

/** `my sister lives in`, `the printer is in`, `our landlord is called`: what comes after it is the one value of the one thing before it. */
const englishValue =
  /^(?:my|our|the) (?:[\p{L}\p{N}]+ ){1,4}(?:lives? in|(?:is|are) (?:called|named|at|in|on|[\p{L}]+ed on)|favou?rite [\p{L}]+ is)$/u;
/** `my dentist is`: one value where that is a name. */
const englishName = /^(?:my|our|the) (?:[\p{L}\p{N}]+ ){1,3}is$/u;
const germanValue =
  /^(?:mein|meine|unser|unsere|der|die|das) (?:[\p{L}\p{N}]+ ){1,4}(?:wohnt in|(?:ist|sind|liegt|steht) (?:in|im|am|auf)|heißt)$/u;
const favourite = /^(?:my|our|mein|meine|unser|unsere) (?:favou?rite [\p{L}\p{N} ]+ is|lieblings\p{L}+ ist)$/u;
const longestValue = 2;
/** "in the study", "is Doctor Weber": articles and titles that both have stand before the value. */
const beforeValue = / (?:the|der|die|das|dem|den|doctor|dr\.?|frau|herr|mrs?\.?)$/u;

/**
 * How two statements of one user that mean nearly the same stand to each other, by their words: a meaning's nearness tells neither 14
 * kilograms from 15, nor yes from no. Careful by intent: what is `other` stays as it is, and two statements where one would do are no harm.
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

/** "Always" and "never" deny each other as "yes" and "no" do. */
const unstressed = ({ words }: StatementWords): readonly string[] =>
  words.filter((word) => word !== "alway" && word !== "immer");

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((word, index) => word === right[index]);

/** Equal words may be moved as a whole, as in "on weekdays we …"; in another order they may say who did what the other way round. */
function isSameOrder(left: StatementWords, right: StatementWords): boolean {
  if (isSame(left.words, right.words)) return true;
  if (left.words.length > mostWords) return false;
  const isRotation = left.words.some((_, at) =>
    isSame([...left.words.slice(at), ...left.words.slice(0, at)], right.words),
  );
  if (isRotation) return true;
  if (left.germanCore === undefined || right.germanCore === undefined) return false;
  const [one, other] = [left.germanCore, right.germanCore];
  return isSame(coreBeside(one, other), coreBeside(other, one));
}

/** A text's first word counts where the other text has it in a place that gives no capital. */
const coreBeside = (core: readonly CoreWord[], other: readonly CoreWord[]): readonly string[] =>
  core
    .filter(({ word, isFirst }) => !isFirst || other.some((beside) => !beside.isFirst && beside.word === word))
    .map(({ word }) => word);

/** One number differs, as the value of a state: "the rent is 900 euros". In "bus 12 leaves" it says which bus. */
function hasOtherNumber(left: StatementWords, right: StatementWords): boolean {
  if (left.negated || right.negated || left.words.length !== right.words.length) return false;
  const differing = left.words.flatMap((word, index) => (word === right.words[index] ? [] : [index]));
  const [at] = differing;
  if (at === undefined || differing.length > 1) return false;
  if (![left.words[at], right.words[at]].every((word) => /\p{N}/u.test(word ?? ""))) return false;
  const before = left.plain.slice(0, left.places[at]);
  return before.some((word) => states.has(word)) && !hasIndefinite(left.plain);
}

/** "39 euros a month" is one price all the same. */
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
  if (longest > longestValue) return false;
  const isName = values.every(([word = ""]) => /^\p{Lu}/u.test(word));
  return englishValue.test(before) || favourite.test(before) || (isName && englishName.test(before));
}

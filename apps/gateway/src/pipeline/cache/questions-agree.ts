/*
 * Embeddings capture what a text is about but hardly the details that decide the answer: "in 2024" or "in 2025", "with" or
 * "without". So two questions with similar embeddings must also agree in these.
 */

const negations =
  /^(?:not|no|never|none|nothing|nobody|neither|nor|without|cannot|except|nicht|kein\w*|nie|niemals|ohne|weder|nichts|niemand|au(?:ß|ss)er)$/u;
/**
 * Words that do not change a question's meaning. The list is short because most small words do: who or when, is or was, on or off,
 * my or your, can or must.
 */
const fillers = new Set(
  (
    "a an the is are do does what which please kindly hi hello hey thanks thank you me tell give show just could can would " +
    "der das dem des ein eine einen einem einer eines ist sind bitte hallo danke dir mir sag sage zeig zeige nenne mal denn " +
    "welche welcher welches du kannst könntest"
  ).split(" "),
);
const words = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)?|\d+(?:[.,:/-]\d+)*|[+\-*/=<>%^€$£]/gu;

export type Agreement = "facts" | "words";

/** Whether two similar questions may share an answer. Pure; when in doubt, false. */
export function questionsAgree(a: string, b: string, agreement: Agreement): boolean {
  const one = read(a);
  const other = read(b);
  if (!same(one.facts, other.facts) || one.negations !== other.negations) return false;
  return agreement === "facts" || same(one.content, other.content);
}

interface Reading {
  /** Numbers, signs and names, in order. */
  readonly facts: readonly string[];
  readonly negations: number;
  /** Words that carry meaning, in order. */
  readonly content: readonly string[];
}

function read(text: string): Reading {
  const facts: string[] = [];
  const content: string[] = [];
  let negated = 0;
  let first = true;
  for (const [word] of text.normalize("NFKC").matchAll(words)) {
    const lower = word.toLowerCase().replace(/['’]s$/, "");
    if (negations.test(lower) || /n['’]t$/.test(lower)) negated += 1;
    else if (!fillers.has(lower)) {
      const stem = withoutPlural(lower);
      content.push(stem);
      // The first word is always capitalized. So are German nouns, which only makes the comparison stricter.
      if (!first && word !== "I" && /^\p{Lu}/u.test(word)) facts.push(stem);
    }
    if (/^[^\p{L}]/u.test(word)) facts.push(word);
    first = false;
  }
  return { facts, negations: negated, content };
}

const withoutPlural = (word: string): string => (word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word);

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

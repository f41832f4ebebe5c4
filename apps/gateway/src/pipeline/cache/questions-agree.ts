/*
 * An embedding hears what a text is about and is nearly deaf to what decides the answer: "in 2024" or "in 2025", "with" or
 * "without". So two questions that are near each other must also agree in these.
 */

const negations =
  /^(?:not|no|never|none|nothing|nobody|neither|nor|without|cannot|except|nicht|kein\w*|nie|niemals|ohne|weder|nichts|niemand|au(?:ß|ss)er)$/u;
/**
 * Words that make a question politer, not another. Few, for most small words decide: who or when, is or was, on or off, my or
 * your, can or must.
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

/** Whether two questions that are near each other may have the same answer. Pure; errs on the side of no. */
export function questionsAgree(a: string, b: string, agreement: Agreement): boolean {
  const one = read(a);
  const other = read(b);
  if (!same(one.facts, other.facts) || one.negations !== other.negations) return false;
  return agreement === "facts" || same(one.content, other.content);
}

interface Reading {
  /** Numbers, signs and names, in their order. */
  readonly facts: readonly string[];
  readonly negations: number;
  /** Words that carry meaning, in their order. */
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
      // The first word has a capital in any case; German nouns have one always, which only makes this stricter.
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

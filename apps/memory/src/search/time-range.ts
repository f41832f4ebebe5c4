/** A stretch of time that a question names; `toMs` is exclusive. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const months: readonly RegExp[] = [
  ["january", "januar", "jänner"],
  ["february", "februar"],
  ["march", "märz"],
  ["april"],
  ["may", "mai"],
  ["june", "juni"],
  ["july", "juli"],
  ["august"],
  ["september"],
  ["october", "oktober"],
  ["november"],
  ["december", "dezember"],
].map(
  (names) =>
    new RegExp(
      `\\b(?:in|im|last|since|on|of|letzten|am|(\\d{1,2})(?:st|nd|rd|th|\\.)?(?: of)?) ?(${names.join("|")})\\b(?: (\\d{4}))?`,
      "iu",
    ),
);

/** Without one of these, or a year, none of the expressions here finds anything. */
const timeWords: ReadonlySet<string> = new Set(
  (
    "january januar jänner february februar march märz april may mai june juni july juli august september october oktober november " +
    "december dezember spring frühling frühjahr summer sommer autumn herbst winter sunday sonntag monday montag tuesday dienstag " +
    "wednesday mittwoch thursday donnerstag friday freitag saturday samstag today heute yesterday gestern vorgestern week woche " +
    "recently lately neulich kürzlich month monat year jahr"
  ).split(" "),
);

/** Longer texts are no questions. */
const longestQuestion = 500;

const dayMs = 86_400_000;
const years = /\b(?:in|im jahr|since|of) ((?:19|20)\d{2})\b/iu;
const weekdays = [
  /\b(?:sunday|sonntag)\b/iu,
  /\b(?:monday|montag)\b/iu,
  /\b(?:tuesday|dienstag)\b/iu,
  /\b(?:wednesday|mittwoch)\b/iu,
  /\b(?:thursday|donnerstag)\b/iu,
  /\b(?:friday|freitag)\b/iu,
  /\b(?:saturday|samstag)\b/iu,
];
const lastWord = /\b(?:last|letzten?|am letzten)\b/iu;

/** Seasons by their first month; winter begins in December of the year before. */
const seasons: readonly (readonly [words: RegExp, month: number])[] = [
  [/\b(?:spring|frühling|frühjahr)\b/iu, 2],
  [/\b(?:summer|sommer)\b/iu, 5],
  [/\b(?:autumn|herbst)\b/iu, 8],
  [/\b(?:winter)\b/iu, 11],
];

/** Words for a time before now, with how many days ago it began and ended. */
const agos: readonly (readonly [words: RegExp, fromDays: number, toDays: number])[] = [
  [/\b(?:today|heute)\b/iu, 1, 0],
  [/\b(?:yesterday|gestern)\b/iu, 2, 0.5],
  [/\b(?:the day before yesterday|vorgestern)\b/iu, 3, 1.5],
  [/\b(?:this week|diese woche)\b/iu, 7, 0],
  [/\b(?:last week|letzte woche)\b/iu, 14, 0],
  [/\b(?:recently|lately|neulich|kürzlich)\b/iu, 30, 0],
  [/\b(?:this month|diesen monat|earlier this month)\b/iu, 31, 0],
  [/\b(?:last month|letzten monat)\b/iu, 62, 0],
  [/\b(?:last year|letztes jahr)\b/iu, 730, 30],
];

/**
 * The time that a question is about, by the first words for one that are found; undefined if there are none. The words are those of
 * English and German. The range is wide on purpose: what happened in May is also told at the beginning of June.
 */
export function timeRangeOf(query: string, nowMs: number): TimeRange | undefined {
  const question = query.slice(0, longestQuestion);
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  // Most questions name no time: one look at their words spares them all that follows.
  if (!words.some((word) => timeWords.has(word) || /^(?:19|20)\d\d$/.test(word))) return undefined;
  for (const [words, fromDays, toDays] of agos) {
    if (words.test(question)) return { fromMs: nowMs - fromDays * dayMs, toMs: nowMs - toDays * dayMs + 1 };
  }
  return monthOf(question, nowMs) ?? seasonOf(question, nowMs) ?? weekdayOf(question, nowMs) ?? yearOf(question);
}

function monthOf(question: string, nowMs: number): TimeRange | undefined {
  for (const [month, words] of months.entries()) {
    const found = words.exec(question);
    if (found === null) continue;
    const [, day, , year] = found;
    if (day !== undefined) {
      const start = latest(nowMs, (each) => Date.UTC(each, month, Number(day)), year);
      return { fromMs: start - 2 * dayMs, toMs: start + 3 * dayMs };
    }
    const start = latest(nowMs, (each) => Date.UTC(each, month, 1), year);
    return { fromMs: start, toMs: start + 38 * dayMs };
  }
  return undefined;
}

function seasonOf(question: string, nowMs: number): TimeRange | undefined {
  for (const [words, month] of seasons) {
    if (!words.test(question)) continue;
    const start = latest(nowMs, (each) => Date.UTC(each, month, 1), undefined);
    return { fromMs: start, toMs: start + 100 * dayMs };
  }
  return undefined;
}

function weekdayOf(question: string, nowMs: number): TimeRange | undefined {
  // "on Tuesdays" is every week; "last Tuesday" is a day.
  if (!lastWord.test(question)) return undefined;
  for (const [weekday, words] of weekdays.entries()) {
    if (!words.test(question)) continue;
    const today = Math.floor(nowMs / dayMs) * dayMs;
    const back = (new Date(today).getUTCDay() - weekday + 7) % 7 || 7;
    return { fromMs: today - back * dayMs, toMs: today - (back - 2) * dayMs };
  }
  return undefined;
}

function yearOf(question: string): TimeRange | undefined {
  const year = years.exec(question)?.[1];
  return year === undefined
    ? undefined
    : { fromMs: Date.UTC(Number(year), 0, 1), toMs: Date.UTC(Number(year) + 1, 0, 32) };
}

/** The date in the year that is given, or the last one that has begun. */
function latest(nowMs: number, of: (year: number) => number, year: string | undefined): number {
  if (year !== undefined) return of(Number(year));
  const present = new Date(nowMs).getUTCFullYear();
  return of(present) <= nowMs ? of(present) : of(present - 1);
}

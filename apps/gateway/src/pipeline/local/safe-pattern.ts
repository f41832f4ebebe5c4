/*
 * llama-server turns a pattern into a grammar: it crashes on some, and a short one with nested repetitions keeps it busy forever. So
 * only plain patterns reach it: characters, classes and alternatives, with repetitions of single characters.
 */

const maxLength = 200;
const maxRepetitions = 8;
const maxTimes = 200;
const maxDepth = 3;

const anchored = /^\^(.*)\$$/s;
/** One piece of a pattern, with what repeats it. */
const piece = new RegExp(
  [
    String.raw`(?<open>\((?:\?:)?)|(?<close>\))|(?<or>\|)`,
    String.raw`(?:(?<set>\[\^?(?:\\[dw]|[^\\\]\[])+\])|\\(?<escaped>[dw]|[^A-Za-z0-9])|(?<plain>[^\\[\](){}|?*+^$]))` +
      String.raw`(?<times>[?*+]|\{\d{1,3}(?:,\d{0,3})?\})?`,
  ].join("|"),
  "suy",
);

/** The pattern as llama-server can take it; undefined if it cannot. */
export function safePattern(pattern: unknown): string | undefined {
  if (typeof pattern !== "string" || pattern.length > maxLength) return undefined;
  const inner = anchored.exec(pattern)?.[1];
  if (inner === undefined) return undefined;
  let out = "";
  let depth = 0;
  let repetitions = 0;
  piece.lastIndex = 0;
  while (piece.lastIndex < inner.length) {
    const { open, close, or, set, escaped, plain, times = "" } = piece.exec(inner)?.groups ?? {};
    if (open !== undefined) depth += 1;
    if (close !== undefined) depth -= 1;
    if (times !== "") repetitions += 1;
    const known = open ?? close ?? or ?? set ?? escaped ?? plain;
    if (known === undefined || depth < 0 || depth > maxDepth || repetitions > maxRepetitions || tooOften(times)) {
      return undefined;
    }
    out += open ?? close ?? or ?? (set === undefined ? (plain ?? character(escaped ?? "")) : inSet(set)) + times;
  }
  return depth === 0 ? `^${out}$` : undefined;
}

function tooOften(times: string): boolean {
  const [least = 0, most = least] = (times.match(/\d+/g) ?? []).map(Number);
  return most < least || most > maxTimes;
}

/** llama-server's grammar has neither `\d` nor escaped punctuation. */
const character = (escaped: string): string =>
  escaped === "d"
    ? "[0-9]"
    : escaped === "w"
      ? "[A-Za-z0-9_]"
      : /[\\\]^[-]/.test(escaped)
        ? `\\${escaped}`
        : `[${escaped}]`;

const inSet = (set: string): string => set.replaceAll(String.raw`\d`, "0-9").replaceAll(String.raw`\w`, "A-Za-z0-9_");

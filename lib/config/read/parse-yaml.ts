import { LineCounter, parseDocument, type YAMLParseError } from "yaml";
import { messageOf } from "@hearth/kernel/errors.ts";
import { expandAliases } from "./expand-aliases.ts";
import type { Finding } from "./finding.ts";
import { createSource, type Source } from "./source.ts";
import type { TextProblem } from "./text-problem.ts";

export interface Parsed {
  /** Absent if the file is too broken to check further. */
  readonly source?: Source;
  readonly findings: readonly Finding[];
}

const maximumBytes = 2 ** 20;

/** One mistake causes many errors further down; only the first few help. */
const maximumSyntaxFindings = 5;

/** YAML 1.2 with the core schema, one document, text as keys, no merge keys, at most 1 MiB. Never throws. */
export function parseYaml(file: string, content: Uint8Array): Parsed {
  const lineCounter = new LineCounter();
  const locate = ({ rule, offset, what, hint }: TextProblem): Finding => {
    const { line, col } = lineCounter.linePos(offset);
    return { rule, file, line: Math.max(line, 1), column: Math.max(col, 1), path: "file", what, hint };
  };
  const broken = (...problems: readonly TextProblem[]): Parsed => ({ findings: problems.map(locate) });

  if (content.byteLength > maximumBytes) return broken(tooLarge);
  const text = decodeUtf8(content);
  if (text === undefined) return broken(notUtf8);
  try {
    const document = parseDocument(text, { version: "1.2", lineCounter, prettyErrors: false, stringKeys: true });
    const problems: readonly YamlProblem[] = document.errors.length > 0 ? document.errors : document.warnings;
    const explained = problems
      .slice(0, maximumSyntaxFindings)
      .map((problem) => explain(problem, text.slice(problem.pos[0])));
    // The file is readable despite a duplicate key, so the rest is checked in the same run.
    if (explained.some(({ rule }) => rule !== "duplicate-key")) return broken(...explained);
    const { value, problems: aliasProblems } = expandAliases(document);
    if (aliasProblems.length > 0) return broken(...explained, ...aliasProblems);
    return { findings: explained.map(locate), source: createSource(document, { file, value, lineCounter }) };
  } catch (thrown) {
    const problem = thrown instanceof RangeError ? tooDeep : notYaml(messageOf(thrown));
    return broken({ ...problem, offset: 0 });
  }
}

function decodeUtf8(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

const tooLarge: TextProblem = {
  rule: "too-large",
  offset: 0,
  what: "is larger than 1 MiB",
  hint: "an inventory is a few pages long; check that this is the right file",
};

const notUtf8: TextProblem = { rule: "not-utf8", offset: 0, what: "is not UTF-8 text", hint: "save it as UTF-8" };

/** Exceeds the parser's stack: a thousand levels or more. */
const tooDeep: Omit<TextProblem, "offset"> = {
  rule: "not-yaml",
  what: "is nested too deeply to be read",
  hint: "an inventory has a handful of levels; check that this is the right file",
};

const notYaml = (why: string): Omit<TextProblem, "offset"> => ({
  rule: "not-yaml",
  what: `is not YAML: ${why}`,
  hint: "check indentation, colons, brackets and quotes here and in the line above",
});

type YamlProblem = Pick<YAMLParseError, "code" | "message" | "pos">;

function explain({ code, message, pos }: YamlProblem, rest: string): TextProblem {
  const offset = pos[0];
  const word = /^[^\s:]*/.exec(rest)?.[0] ?? "";
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- `yaml` has twenty more codes, with good messages.
  switch (code) {
    case "TAB_AS_INDENT":
      return { rule: "tab-indentation", offset, what: "a tab is used as indentation", hint: "indent with spaces" };
    case "DUPLICATE_KEY":
      return {
        rule: "duplicate-key",
        offset,
        what: `the key \`${word}\` is written twice`,
        hint: "keep one of the two",
      };
    case "MULTIPLE_DOCS":
      return { rule: "several-documents", offset, what: "holds several YAML documents", hint: "keep one of them" };
    case "TAG_RESOLVE_FAILED":
      return {
        rule: "unknown-tag",
        offset,
        what: `the tag \`${word}\` is not known`,
        hint: "write the value without a tag",
      };
    case "RESOURCE_EXHAUSTION":
      return { ...tooDeep, offset };
    default:
      return { ...notYaml(message), offset };
  }
}

import { errorTable, type ErrorCode } from "@hearth/kernel/error-table.ts";

/** What a launcher or our Pulumi program quotes of an error: `error JOB_FAILED: …`, or `JOB_FAILED: …` after a colon. */
const quoted = /(?:^|\berror |[:\s])([A-Z]+(?:_[A-Z]+)+): /g;

/** How Pulumi begins when one of our launchers has failed. */
const launcher = /^(\S+: )?exit status \d+: running "hearth-[^"]*":\s*/;

const again = "Then run the command again. It continues where it stopped.";

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/**
 * Why a run of Pulumi failed: one text for each unit, job or check, without what the programs between them and us add. The code is the
 * one that they ended with, where they all agree, and the hint that of the only one.
 */
export function failureOf(errors: readonly string[]): Failure {
  // Pulumi's own summary of the others.
  const own = errors.filter((error) => !/^(?:update|preview|destroy) failed$/.test(error));
  const texts = (own.length > 0 ? own : errors).map(withoutProgress);
  const codes = new Set(
    texts.flatMap((text) => [...text.matchAll(quoted)].map(([, code = ""]) => code).filter(isCode)),
  );
  const [code, ...others] = codes;
  const only = code !== undefined && others.length === 0 ? code : undefined;
  const [text = ""] = texts;
  if (only === undefined || texts.length > 1) {
    return { code: only ?? "UNIT_FAILED", message: texts.join("\n"), hint: `Fix this. ${again}` };
  }
  const { message, hint } = splitHint(text.replace(new RegExp(`\\b(?:error )?${only}: `), ""));
  return { code: only, message, hint: `${hint ?? "Fix this."} ${again}` };
}

/** What a person needs of the output: not the steps that went well. */
function withoutProgress(error: string): string {
  const [, resource = "", output = ""] = /^(\S+: )?([^]*)$/.exec(error.replace(launcher, "$1")) ?? [];
  const kept = output.split("\n").filter((line) => !/^[…✓✗] |: ok$/.test(line));
  return `${resource}${kept.join("\n")}`.trim();
}

/** An error's hint is its last line, indented. */
function splitHint(text: string): { readonly message: string; readonly hint?: string } {
  const lines = text.split("\n");
  const last = lines.at(-1) ?? "";
  if (lines.length < 2 || !/^ {2}\S/.test(last)) return { message: text };
  return { message: lines.slice(0, -1).join("\n"), hint: last.trim() };
}

const isCode = (text: string): text is ErrorCode => Object.hasOwn(errorTable, text);

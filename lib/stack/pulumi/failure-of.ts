import { errorTable, type ErrorCode } from "@hearth/kernel/error-table.ts";

/** What a launcher or our Pulumi program quotes of an error: `error JOB_FAILED: …`, or `JOB_FAILED: …` after a colon. */
const quoted = /(?:^|\berror |[:\s])([A-Z]+(?:_[A-Z]+)+): /g;

/** The code of a failed run of Pulumi: the one that a unit, a job or a check ended with, where they all agree. */
export function failureOf(message: string): { readonly code: ErrorCode; readonly message: string } {
  const codes = new Set([...message.matchAll(quoted)].map(([, code = ""]) => code).filter(isCode));
  const [code, ...others] = codes;
  return { code: code !== undefined && others.length === 0 ? code : "UNIT_FAILED", message };
}

const isCode = (text: string): text is ErrorCode => Object.hasOwn(errorTable, text);

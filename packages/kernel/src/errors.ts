import { defined } from "./defined.ts";
import { errorTable, type ErrorCode } from "./error-table.ts";

export interface HearthErrorDetails {
  readonly code: ErrorCode;
  /** What is wrong, in one sentence, without the code. */
  readonly message: string;
  /** What to do next: an imperative sentence, preferably with the command to run. */
  readonly hint: string;
  /** Where: `file:line:column path`, a node, a unit or a job. */
  readonly at?: string;
  readonly cause?: unknown;
}

/**
 * An error that a person can act on. Any other error that reaches the top level is a bug and keeps its stack trace.
 * Every code is in packages/kernel/src/error-table.ts and docs/errors.md.
 */
export class HearthError extends Error {
  override readonly name = "HearthError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly at: string | undefined;

  constructor({ code, message, hint, at, cause }: HearthErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.at = at;
  }

  /** The exit code of a command that ends with this error. */
  get exitCode(): number {
    return errorTable[this.code].exitCode;
  }

  /** The documentation section about this error, as a path from the root of the repository. */
  get docs(): string {
    return `docs/errors.md#${this.code.toLowerCase()}`;
  }

  /** The form that `--json` prints. */
  toJSON(): { code: string; message: string; hint: string; at?: string; docs: string } {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      ...defined({ at: this.at }),
      docs: this.docs,
    };
  }

  /** For a terminal: where and what, then what to do, then where to read more. */
  format(): string {
    return `${this.formatForQuoting()}\n  More: ${this.docs}`;
  }

  /** The same without the last line, for a program whose error becomes part of another error's message. */
  formatForQuoting(): string {
    const where = this.at === undefined ? "" : `${this.at}: `;
    return `error ${this.code}: ${where}${this.message}\n  ${this.hint}`;
  }
}

/** The message of any thrown value, for quoting. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

const reasons: Readonly<Record<string, string | undefined>> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is a file, not a folder",
  EACCES: "this user has no permission",
  EPERM: "this user has no permission",
  ENOSPC: "no space is left on the disk",
  EROFS: "its disk cannot be written to",
};

/** Why a file could not be read or written, in words; the message of anything else. */
export function reasonOf(thrown: unknown): string {
  const { code = "" } = (thrown ?? {}) as { readonly code?: string };
  return reasons[code] ?? messageOf(thrown);
}

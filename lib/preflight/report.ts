import type { ErrorCode } from "@hearth/kernel/error-table.ts";

export interface CheckResult {
  readonly check: string;
  readonly state: "ok" | "warning" | "error";
  /** What was found. */
  readonly detail: string;
  /** What to do; on warnings and errors only. */
  readonly hint?: string;
  /** Only on a failed check `ssh`: why it failed. */
  readonly code?: ErrorCode;
}

export interface NodeReport {
  readonly node: string;
  readonly checks: readonly CheckResult[];
}

/** The form that `hearth preflight --json` prints. */
export interface PreflightReport {
  /** No error; warnings do not count. */
  readonly ok: boolean;
  readonly nodes: readonly NodeReport[];
}

import type { ErrorCode } from "@hearth/kernel/error-table.ts";
import type { Waiver } from "../config/derive/cluster.ts";

export interface CheckResult {
  readonly check: string;
  /** `waived` is a finding that the inventory accepts. */
  readonly state: "ok" | "warning" | "error" | "waived";
  /** What was found. */
  readonly detail: string;
  /** What to do; on warnings and errors only. */
  readonly hint?: string;
  /** Why the inventory accepts the finding; only on those that are waived. */
  readonly reason?: string;
  /** Only on a failed check `ssh`: why it failed. */
  readonly code?: ErrorCode;
}

export interface NodeReport {
  readonly node: string;
  readonly checks: readonly CheckResult[];
}

/** The form that `hearth preflight --json` prints. */
export interface PreflightReport {
  /** No error; warnings and what is waived do not count. */
  readonly ok: boolean;
  readonly nodes: readonly NodeReport[];
  /** Waivers of the inventory that no finding needed; absent if there are none. */
  readonly idleWaivers?: readonly Waiver[];
}

import type { LauncherRequest } from "./launcher-request.ts";

/** What applying a step does to a running machine; the preview shows it. */
export type Effect =
  | { readonly kind: "safe" }
  | { readonly kind: "restarts"; readonly service: string }
  | { readonly kind: "reboots" }
  | { readonly kind: "opens-port"; readonly port: number };

export const safe: Effect = { kind: "safe" };

/**
 * One thing that is to be true of a machine, as data. The three texts are POSIX shell (dash) that runs as root with errexit:
 * `verify` exits 0 exactly when it is true and changes nothing; `apply` makes it true; `undo` takes back what `apply` did,
 * and only that. Values reach the texts as shell variables (`values`) or through `quote`, never raw.
 */
export interface Step {
  /** Unique within its role: `file /etc/hearth/x`. */
  readonly id: string;
  readonly verify: string;
  readonly apply: string;
  readonly undo?: string;
  readonly effect: Effect;
  /** Shell variables that are set for all three texts. */
  readonly values?: Readonly<Record<string, string>>;
  /** Absolute paths of files that it writes as a whole with `file_write`. They go when the step is no longer in its unit. */
  readonly owns?: readonly string[];
  /** A program that has to be brought to the node first: `consul-1.22.5`. */
  readonly artifact?: string;
  /** What else the launcher is asked for. */
  readonly requests?: readonly LauncherRequest[];
}

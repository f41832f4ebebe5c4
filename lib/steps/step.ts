import type { Platform } from "../toolchain/names/tool.ts";
import type { LauncherRequest } from "./launcher-request.ts";

/** What applying a step does to a running machine; the preview shows it. */
export type Effect =
  | { readonly kind: "safe" }
  | { readonly kind: "restarts"; readonly service: string }
  | { readonly kind: "reboots" }
  | { readonly kind: "opens-port"; readonly port: number };

export const safe: Effect = { kind: "safe" };

/**
 * One condition that a machine has to meet, as data. The three texts are POSIX shell (dash) that runs as root with errexit:
 * `verify` changes nothing and exits 0 exactly when the condition is met; `apply` makes it so; `undo` reverts what `apply` did,
 * and nothing else. Values are passed to the texts as shell variables (`values`) or through `quote`, never raw.
 */
export interface Step {
  /** Unique within its role: `file /etc/hearth/x`. */
  readonly id: string;
  readonly verify: string;
  readonly apply: string;
  readonly undo?: string;
  readonly effect: Effect;
  /** Of a service: the files that it is restarted for when they change. */
  readonly watches?: readonly string[];
  /** Shell variables that are set for all three texts. */
  readonly values?: Readonly<Record<string, string>>;
  /** Absolute paths of files that it writes completely with `file_write`. They are removed when the step leaves its unit. */
  readonly owns?: readonly string[];
  /** A program that has to be copied to the node first: `consul-1.22.5`. */
  readonly artifact?: string;
  /** Whose program is copied: `linux-arm64`. Absent means that of the machine that Hearth runs on. */
  readonly artifactPlatform?: Platform;
  /** Other requests to the launcher. */
  readonly requests?: readonly LauncherRequest[];
}

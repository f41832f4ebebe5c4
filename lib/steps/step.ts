/** What applying a step does to a running machine; the preview shows it. */
export type Effect =
  | { readonly kind: "safe" }
  | { readonly kind: "restarts"; readonly service: string }
  | { readonly kind: "reboots" }
  | { readonly kind: "opens-port"; readonly port: number };

/**
 * One thing that is to be true of a machine, as data. The three texts are POSIX shell (dash): `verify` exits 0 exactly when it
 * is true and changes nothing; `apply` makes it true; `undo` takes back what `apply` did, and only that. Values reach the
 * texts through `quote`, never raw.
 */
export interface Step {
  /** Unique within its role: `file /etc/hearth/x`. */
  readonly id: string;
  readonly verify: string;
  readonly apply: string;
  readonly undo?: string;
  readonly effect: Effect;
  /** Set by steps whose text holds a secret: such steps are compiled into a unit of their own. */
  readonly secret?: boolean;
}

export const safe: Effect = { kind: "safe" };

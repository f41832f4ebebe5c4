import { safe, type Effect, type Step } from "./step.ts";

export interface ShellOptions {
  readonly id: string;
  /** Required: without it there is neither a second run that changes nothing nor drift. */
  readonly verify: string;
  readonly apply: string;
  readonly undo?: string;
  readonly effect?: Effect;
  readonly values?: Readonly<Record<string, string>>;
  /** Files that it writes with `file_write`. */
  readonly owns?: readonly string[];
}

/** A step in POSIX shell, for what no other step says. */
export function shell({ effect = safe, ...step }: ShellOptions): Step {
  return { ...step, effect };
}

import { safe, type Effect, type Step } from "./step.ts";

export interface ShellOptions {
  readonly id: string;
  /** Required: a second run relies on it to change nothing, and drift to find differences. */
  readonly verify: string;
  readonly apply: string;
  readonly undo?: string;
  readonly effect?: Effect;
  readonly values?: Readonly<Record<string, string>>;
  /** Files that it writes with `file_write`. */
  readonly owns?: readonly string[];
}

/** A step in POSIX shell, for what the other steps do not cover. */
export function shell({ effect = safe, ...step }: ShellOptions): Step {
  return { ...step, effect };
}

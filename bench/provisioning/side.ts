import type { Log } from "@hearth/kernel/log.ts";
import type { StackSecrets } from "../../lib/secrets/stack-secrets.ts";
import type { BenchStack } from "./load-bench-stack.ts";

export const tools = ["hearth", "ansible"] as const;
export type ToolUnderTest = (typeof tools)[number];

export interface SideContext {
  /** Nodes are up and can be reached by the ssh_config in its folder. */
  readonly stack: BenchStack;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** One of the two that are compared. */
export interface Side {
  readonly tool: ToolUnderTest;
  /** All that is not timed: installation, keys, files of its own. Returns the secrets that the nodes will hold. */
  prepare(context: SideContext): Promise<StackSecrets>;
  /** Makes fresh nodes what they are to be. Returns wall seconds. */
  first(context: SideContext): Promise<number>;
  /** Finds that nothing is to be done; throws when something was. Returns wall seconds of each command, by its name. */
  second(context: SideContext): Promise<Readonly<Record<string, number>>>;
}

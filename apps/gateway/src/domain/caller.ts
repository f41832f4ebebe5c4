import type { KeyLimits } from "@hearth/contracts/keys/key-limits.ts";
import type { KeyMemories } from "@hearth/contracts/keys/key-memories.ts";
import type { KeyApi } from "@hearth/contracts/keys/key-record.ts";
import type { NamePattern } from "./name-pattern.ts";
import type { Expert } from "./expert.ts";

/** The caller that a key belongs to, and what it may do; what is absent is not restricted. One object a key and version of its record. */
export interface Caller {
  readonly id: string;
  /** Who goes first where requests queue: the higher one. Absent: 0. */
  readonly priority?: number;
  /** Matches names of experts and models. */
  readonly models?: NamePattern;
  readonly apis?: ReadonlySet<KeyApi>;
  readonly limits?: KeyLimits;
  /** What the house remembers for it goes along with its chats. */
  readonly memories?: KeyMemories;
}

/** Whether a caller may ask this expert. */
export const mayUse = ({ models }: Caller, { name, model }: Pick<Expert, "name" | "model">): boolean =>
  models === undefined || models.test(name) || models.test(model);

import type { KeyLimits } from "@hearth/contracts/keys/key-limits.ts";
import type { KeyMemories } from "@hearth/contracts/keys/key-memories.ts";
import type { KeyApi } from "@hearth/contracts/keys/key-record.ts";
import type { NamePattern } from "./name-pattern.ts";
import type { Expert } from "./expert.ts";

/** A key's caller and its rights; what is absent is not restricted. One object per key and version of its record. */
export interface Caller {
  readonly id: string;
  /** Unix milliseconds. Absent for keys of the key file. */
  readonly createdAtMs?: number;
  /** Higher goes first in queues. Absent: 0. */
  readonly priority?: number;
  /** Matches the names of experts and models. */
  readonly models?: NamePattern;
  readonly apis?: ReadonlySet<KeyApi>;
  readonly limits?: KeyLimits;
  /** Memories to add to the caller's chats. */
  readonly memories?: KeyMemories;
}

/** Whether a caller may ask this expert. */
export const mayUse = ({ models }: Caller, { name, model }: Pick<Expert, "name" | "model">): boolean =>
  models === undefined || models.test(name) || models.test(model);

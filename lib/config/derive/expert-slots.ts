import { createHash } from "node:crypto";
import { expertSlots } from "../shape/ports.ts";

/**
 * A slot for each expert, in the order of the names: its head listens on the first port of the heads' range plus the slot, its
 * workers likewise in theirs. The slot comes from the name, not from the position in the list, so adding, removing or reordering
 * experts leaves the others where they are. Only if two names map to the same slot (one pair in a thousand) does the later one in
 * the list take the next free slot.
 */
export function assignSlots(names: readonly string[]): readonly number[] {
  const taken = new Set<number>();
  return names.map((name) => {
    let slot = createHash("sha256").update(name).digest().readUInt32BE(0) % expertSlots;
    while (taken.has(slot)) slot = (slot + 1) % expertSlots;
    taken.add(slot);
    return slot;
  });
}

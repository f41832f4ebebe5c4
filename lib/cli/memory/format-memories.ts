import type { z } from "zod";
import type { memory } from "@hearth/contracts/memory/api/memories.ts";
import { table } from "@hearth/kernel/table.ts";

export type Memory = z.infer<typeof memory>;

export const formatMemoryList = (memories: readonly Memory[], options: { readonly width?: number } = {}): string =>
  memories.length === 0
    ? "no memories"
    : table(
        ["id", "when", "about", "text"],
        memories.map(({ id, at, user, text, sensitive }) => [
          id,
          at.slice(0, 10),
          user ?? "-",
          sensitive ? "(sensitive; see it with hearth memory show)" : text.replaceAll(/\s+/g, " "),
        ]),
        options,
      );

/** Everything about one memory, a line each. */
export function formatMemory(memory: Memory): string {
  const { supersedes, supersededBy, mergedInto, merged = [] } = memory;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["id", memory.id],
    ["when", memory.at],
    ["source", memory.source],
    ["about", memory.user],
    ["agent", memory.agent],
    ["session", memory.session],
    ["subject", memory.subject],
    ["tags", memory.tags.length === 0 ? undefined : memory.tags.join(", ")],
    ["sensitive", memory.sensitive ? "yes" : undefined],
    ["expires", memory.expires],
    ["supersedes", supersedes],
    ["superseded by", supersededBy && `${supersededBy.id}, ${supersededBy.at}`],
    ["merged into", mergedInto?.id],
    ["stands for", merged.length === 0 ? undefined : merged.join(", ")],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return `${memory.text}\n\n${known.map(([name, value]) => `${name.padEnd(14)}${value}`).join("\n")}`;
}

/** What came of adding one: new, known already, or in place of an older one. */
export function formatAdded({ memory, merged }: { readonly memory: Memory; readonly merged: boolean }): string {
  if (merged) return `already known: ${memory.id}`;
  const { id, supersedes } = memory;
  return supersedes === undefined
    ? `saved as ${id}`
    : `saved as ${id}; it supersedes ${supersedes}, which searches no longer find`;
}

import type { z } from "zod";
import type { memory } from "@hearth/contracts/memory/api/memories.ts";
import { count } from "@hearth/kernel/count.ts";
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

interface FoundMemory {
  readonly id: string;
  readonly text: string;
  readonly why: string;
}

interface Found {
  readonly hits: readonly FoundMemory[];
  /** Passages of documents. */
  readonly read: readonly { readonly text: string; readonly why: string; readonly place: string }[];
  /** How many hits had too little to do with the question. */
  readonly left: number;
}

/** What a search found. Says plainly where nothing has to do with the question. */
export function formatFound({ hits, read, left }: Found): string {
  const all = left === 0 ? "" : `; --all also shows ${left === 1 ? "one" : left} with little to do with it`;
  if (hits.length + read.length === 0) return `nothing found${all}`;
  return [
    hits.length === 0 ? "no memories found" : hits.map(({ id, text, why }) => `${text}\n  ${why} (${id})`).join("\n"),
    ...(read.length === 0
      ? []
      : ["", "In documents:", ...read.map(({ text, why, place }) => `${text}\n  ${why} (${place})`)]),
  ].join("\n");
}

/** How many memories of a list at most are shown before they are forgotten. */
export const shownBeforeForgetting = 100;

/** What `hearth memory forget` is about to do, or would do. */
export function formatForgetting(
  memories: readonly Memory[],
  { hasMore, dryRun, ...options }: { readonly hasMore: boolean; readonly dryRun: boolean; readonly width?: number },
): string {
  if (memories.length === 0) return "no memory is selected, so there is nothing to forget";
  const verb = dryRun ? "would forget" : "forgets for good";
  const what = hasMore
    ? `more than ${memories.length} memories, of which these are the newest`
    : count(memories.length, "memory", "memories");
  return `This ${verb} ${what}:\n${formatMemoryList(memories, options)}`;
}

/** `asked`: how many ids were named; undefined if memories were selected by a person or tags. */
export function formatForgotten(forgotten: number, asked: number | undefined): string {
  const more = asked === undefined ? 0 : forgotten - asked;
  const others = more > 0 ? `, ${more} of them other wordings that were merged` : "";
  return `forgot ${count(forgotten, "memory", "memories")}${others}`;
}

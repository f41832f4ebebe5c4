import type { KeyMemoryTerms } from "@hearth/contracts/keys/key-memories.ts";

/** As in `ann (agent cook, 8 notes, 400 tokens)`; fields that are not set are left out. */
export function formatMemories({ user, agent, limit, tokens }: KeyMemoryTerms): string {
  const parts = [
    ...(agent === undefined ? [] : [agent === null ? "all agents" : `agent ${agent}`]),
    ...(limit === undefined ? [] : [`${limit} notes`]),
    ...(tokens === undefined ? [] : [`${tokens} tokens`]),
  ];
  return [user, parts.length === 0 ? undefined : `(${parts.join(", ")})`]
    .filter((part) => part !== undefined)
    .join(" ");
}

import { table } from "@hearth/kernel/table.ts";
import { nameOf, sizeText } from "./explain.ts";
import type { PlacedExpert, Placement } from "./placement.ts";

/** A placement as a person reads it: where each expert is and why, and what is left on each machine. */
export function formatPlacement({ experts, nodes }: Placement): string {
  const lines = experts.flatMap((one) => [
    `${one.expert}: ${nameOf({ ...one, name: one.model })} on ${placeText(one)}${one.isFallback ? " (fallback)" : ""}`,
    ...one.reasons.map((reason) => `  ${reason}`),
  ]);
  const rows = nodes.flatMap(({ node, memoryBytes, memoryTakenBytes, gpus }) => [
    [node, "memory", sizeText(memoryTakenBytes), sizeText(Math.max(0, memoryBytes - memoryTakenBytes))],
    ...gpus.map((gpu, index) => [
      node,
      `GPU ${index}`,
      sizeText(gpu.memoryTakenBytes),
      sizeText(Math.max(0, gpu.memoryBytes - gpu.memoryTakenBytes)),
    ]),
  ]);
  return [...lines, "", table(["node", "device", "taken by experts", "free for experts"], rows)].join("\n");
}

/** "n2", "n2 with n3 and n4" */
export const placeText = ({ head, workers }: Pick<PlacedExpert, "head" | "workers">): string =>
  workers.length === 0 ? head : `${head} with ${workers.join(" and ")}`;

/** What a preview says of it: one line for each expert, and from where it moves. */
export const formatMoves = ({ experts }: Placement, present: readonly PlacedExpert[]): readonly string[] =>
  experts.map((one) => {
    const what = `${one.expert}: ${nameOf({ ...one, name: one.model })}, ${one.context} tokens of context, on ${placeText(one)}`;
    const before = present.find(({ expert }) => expert === one.expert);
    if (before === undefined) return `  place ${what}`;
    const changes = [
      ...(before.model === one.model ? [] : [before.model]),
      ...(before.context === one.context ? [] : [`${before.context} tokens`]),
      ...(placeText(before) === placeText(one) ? [] : [placeText(before)]),
    ];
    return changes.length === 0 ? `  keep ${what}` : `  move ${what} (before: ${changes.join(", ")})`;
  });

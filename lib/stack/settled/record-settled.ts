import type { BringUpResult } from "../bring-up.ts";
import type { Stack } from "../load-stack.ts";
import { writeSettled } from "../settled-record.ts";
import { differingParts, stackDigest } from "../stack-digest.ts";

/**
 * Records what the next `up` has to find unchanged to have nothing to do. Call it only after success: the update is done, the
 * cluster is healthy and has answered. If anything changed while the update ran, the update may or may not include it, so nothing
 * is recorded.
 */
export function recordSettled(
  stack: Stack,
  { digest, parts }: Pick<BringUpResult, "digest" | "parts">,
  marks: Readonly<Record<string, string>>,
): void {
  const now = stackDigest(stack);
  if (differingParts(digest, now, ["checkpoint"]).length > 0) return;
  if (stack.cluster.nodes.some(({ name }) => marks[name] === undefined)) return;
  const resources = Object.entries(parts)
    .filter(([operation]) => operation !== "delete")
    .reduce((sum, [, count]) => sum + count, 0);
  writeSettled(stack.folder, { digest: now, marks, resources });
}

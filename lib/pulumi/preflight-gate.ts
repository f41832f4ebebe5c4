import * as pulumi from "@pulumi/pulumi";
import { messageOf } from "@hearth/kernel/errors.ts";
import { assertPreflight } from "../preflight/assert-preflight.ts";
import { preflightStack } from "../stack/preflight-stack.ts";
import type { Stack } from "../stack/load-stack.ts";

/**
 * Runs every time before the first resource is declared: as a resource it would run only once, and its failure would not stop its
 * siblings. A failure is an error in `up`, which ends the program so that Pulumi deletes nothing, and a warning in `preview`.
 * Skipped if `hearth` reports that it has just run the checks itself.
 */
export async function preflightGate(stack: Stack): Promise<void> {
  if (process.env["HEARTH_SKIP_PREFLIGHT"] !== undefined) return;
  const report = await preflightStack(stack);
  try {
    assertPreflight(report);
  } catch (thrown) {
    if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(messageOf(thrown));
    await pulumi.log.warn(messageOf(thrown));
  }
}

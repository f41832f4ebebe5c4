import * as pulumi from "@pulumi/pulumi";
import { messageOf } from "@hearth/kernel/errors.ts";
import { assertPreflight } from "../preflight/assert-preflight.ts";
import { preflightStack } from "../stack/preflight-stack.ts";
import type { Stack } from "../stack/load-stack.ts";

/**
 * Runs before the first resource is declared, each time: as a resource it would run once, and a failing one would not stop
 * its siblings. An error in `up`, where the program so ends and Pulumi deletes nothing; a warning in `preview`; left out
 * where `hearth` says that it has just looked for itself.
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

import { quote } from "../steps/quote.ts";
import type { BackupChoice } from "./backup-plan.ts";
import { readCopies, type BackupCopy } from "./copies.ts";
import { readResults, type BackupResult } from "./results.ts";
import { askNode, askNodeWell, type RunOnNode } from "./run-on-node.ts";

const program = "hearth-backup";

/**
 * Has each node run the unit of its nightly backup, or of the drill, now. Returns what came of it on each; a node that does not answer is
 * an error only after the others have finished.
 */
export async function runUnits(
  run: RunOnNode,
  kind: "backup" | "drill",
  { choice, isAll }: { readonly choice: BackupChoice; readonly isAll: boolean },
): Promise<readonly BackupResult[]> {
  const settled = await Promise.allSettled(
    [...choice].map(async ([node, sources]) => {
      const units = (isAll ? ["all"] : sources).map((source) => `hearth-${kind}@${source}.service`);
      // The unit fails where one of its sources does; the results say which.
      const script = [
        `command -v ${program} >/dev/null || exit 127`,
        ...units.map((unit) => `systemctl start ${quote(unit)} 2>/dev/null || true`),
        `${program} status`,
        "",
      ].join("\n");
      const results = readResults(node, await askNodeWell(run, node, script));
      return results.filter(
        (result) =>
          result.kind === kind && (sources.includes(result.source) || (isAll && result.source === "repository")),
      );
    }),
  );
  return allOf(settled);
}

export async function readAllResults(run: RunOnNode, choice: BackupChoice): Promise<readonly BackupResult[]> {
  const settled = await Promise.allSettled(
    [...choice].map(async ([node, sources]) => {
      const results = readResults(node, await askNodeWell(run, node, `${program} status\n`));
      return results.filter(({ source }) => sources.includes(source) || source === "repository");
    }),
  );
  return allOf(settled);
}

/** Copies in the repositories of these nodes. One that has none yet is no error. */
export async function listCopies(run: RunOnNode, choice: BackupChoice): Promise<readonly BackupCopy[]> {
  const settled = await Promise.allSettled(
    [...choice].map(async ([node, sources]) => {
      const { status, lines, reason } = await askNode(run, node, `${program} list\n`);
      if (status !== 0 && reason === "there is no backup yet") return [];
      const json = status === 0 ? lines.join("\n") : (await askNodeWell(run, node, `${program} list\n`)).join("\n");
      return readCopies(json).filter((copy) => copy.node === node && sources.includes(copy.source));
    }),
  );
  return allOf(settled);
}

/** All that came, or the first error. */
function allOf<T>(settled: readonly PromiseSettledResult<readonly T[]>[]): readonly T[] {
  return settled.flatMap((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

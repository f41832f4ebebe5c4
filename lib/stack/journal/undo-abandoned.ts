import { rmSync } from "node:fs";
import { $ } from "zx";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import { stopJob } from "../../jobs/stop-job.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { unitId } from "../../steps/unit.ts";
import { abandonedUnits, isJob, undoScript, type BegunUnit } from "./begun-units.ts";

export interface UndoOptions {
  /** Pulumi's names of the units and jobs that are wanted: `n1/base`, `job/gateway`. */
  readonly wanted: ReadonlySet<string>;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

interface BegunStack {
  readonly name: string;
  readonly folder: string;
}

/**
 * Undoes units and jobs whose first run failed and that are no longer wanted, newest first. If one cannot be undone, because its
 * machine is gone, the run continues: it is reported, and the next run tries again.
 */
export async function undoAbandoned(
  stack: BegunStack,
  { wanted, environment, log, signal }: UndoOptions,
): Promise<void> {
  for (const unit of abandonedUnits(stack, wanted)) {
    signal?.throwIfAborted();
    const problem = await log.step(`undo ${unitId(unit)}, which was started but never finished`, () =>
      isJob(unit) ? stop(unit, stack, signal) : undo(unit, environment),
    );
    if (problem === undefined) rmSync(unit.file, { force: true });
    else
      log.warn(
        `${unitId(unit)} could not be undone (${problem}); the next run tries again, unless you remove ${unit.file}`,
      );
  }
}

/** Why it failed; undefined if it succeeded. */
async function undo(unit: BegunUnit, environment: UndoOptions["environment"]): Promise<string | undefined> {
  const run = $({ input: undoScript(unit), env: { ...process.env, ...environment }, quiet: true, nothrow: true });
  const { exitCode, stderr } = await run`hearth-unit ${unit.node} undo`;
  return exitCode === 0 ? undefined : (stderr.trim().split("\n").at(-1) ?? "");
}

const patienceMs = 30_000;

async function stop(job: BegunUnit, { folder }: BegunStack, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const { nomad } = connectCluster(folder, { patienceMs, ...defined({ signal }) });
    await stopJob(nomad, { id: job.role });
    return undefined;
  } catch (thrown) {
    return messageOf(thrown).split("\n", 1)[0] ?? "";
  }
}

import { rmSync } from "node:fs";
import { $ } from "zx";
import type { Log } from "../log.ts";
import { unitId } from "../plan/unit.ts";
import { abandonedUnits, undoScript } from "./begun-units.ts";

export interface UndoOptions {
  /** Ids of the units that are asked for. */
  readonly wanted: ReadonlySet<string>;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

/**
 * Takes back units whose first run failed and that nobody asks for any more, the newest first. One that cannot be taken back, for
 * its machine is gone, holds nothing up: it is named, and tried again by the next run.
 */
export async function undoAbandoned(
  stack: { readonly name: string; readonly folder: string },
  { wanted, environment, log, signal }: UndoOptions,
): Promise<void> {
  for (const unit of abandonedUnits(stack, wanted)) {
    signal?.throwIfAborted();
    const run = $({ input: undoScript(unit), env: { ...process.env, ...environment }, quiet: true, nothrow: true });
    const { exitCode, stderr } = await log.step(
      `undo ${unitId(unit)}, which was begun and never finished`,
      async () => run`hearth-unit ${unit.node} undo`,
    );
    if (exitCode === 0) rmSync(unit.file, { force: true });
    else {
      const said = stderr.trim().split("\n").at(-1) ?? "";
      log.warn(
        `${unitId(unit)} could not be undone (${said}); the next run tries again, unless you remove ${unit.file}`,
      );
    }
  }
}

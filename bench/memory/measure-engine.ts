import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { runTimed } from "../measure/run-timed.ts";
import type { Engine } from "./engines.ts";
import type { EngineFigures } from "./figures.ts";
import type { VectorsSet } from "./vectors-set.ts";

export interface MeasureOptions {
  readonly set: VectorsSet;
  /** A folder on a disk, removed afterwards. */
  readonly workspace: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Fills an engine in one process, then opens and asks it in another. Throws where it cannot, or is not to. */
export async function measureEngine(
  { name, program, most }: Engine,
  { set, workspace, log, signal }: MeasureOptions,
): Promise<EngineFigures> {
  if (set.count > most) throw new RangeError(`More than ${most.toLocaleString("en")} vectors would take it too long.`);
  const folder = join(workspace, name);
  const run = async (verb: string): Promise<object> => {
    const { stdout } = await runTimed([...program, verb, JSON.stringify(set), folder], { signal });
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as object;
  };
  try {
    const added = await log.step(`${name}: add ${set.count}`, () => run("add"));
    const searched = await log.step(`${name}: search`, () => run("search"));
    return { ...added, ...searched } as EngineFigures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

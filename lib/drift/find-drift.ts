import { join } from "node:path";
import { count } from "@hearth/kernel/count.ts";
import type { Log } from "@hearth/kernel/log.ts";
import type { Unit } from "../steps/unit.ts";
import { asRoot } from "../ssh/as-root.ts";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import { readVerdicts } from "./read-verdicts.ts";
import type { DriftReport, DriftRow, JobDrift } from "./report.ts";
import { verifyScript } from "./verify-script.ts";

export interface DriftOptions {
  /** Holds ssh_config and the pinned host keys. */
  readonly stackFolder: string;
  /** Replaces the secret references in a script with the secrets. */
  readonly resolve: (script: string) => string;
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** What Nomad's plan says of each job. */
  readonly jobs?: readonly JobDrift[];
  /** Machines that may be off. */
  readonly mayBeOff?: readonly string[];
  /** How a script is run on a node; over SSH except in tests. */
  readonly run?: (node: string, script: string) => Promise<ScriptRun>;
}

/** This limit applies on the node, so that the script ends even if the controller has gone away. */
const command = "timeout -k 10 300 sh -s";

/**
 * Verifies the steps of every unit on all nodes at once, over one connection and session for each node. Changes nothing but the
 * units' logs on the nodes. A node that does not answer becomes a row; throws only when aborted.
 */
export async function findDrift(units: readonly Unit[], options: DriftOptions): Promise<DriftReport> {
  const { stackFolder, resolve, log, signal, jobs = [], mayBeOff = [] } = options;
  const sshConfigFile = join(stackFolder, "ssh_config");
  const overSsh = (node: string, script: string): Promise<ScriptRun> =>
    runScript({ sshConfigFile, node, ...asRoot({ stackFolder, node, command }), script, signal });
  const run = options.run ?? overSsh;
  const nodes = [...Map.groupBy(units, (unit) => unit.node)];
  const rows = await log.step("compare every step with its node", async (progress): Promise<readonly DriftRow[]> => {
    const waiting = new Set(nodes.map(([node]) => node));
    const verdicts = await Promise.all(
      nodes.map(async ([node, own]) => {
        const ended = await run(node, resolve(verifyScript(own)));
        waiting.delete(node);
        progress(waiting.size === 0 ? count(units.length, "unit") : `waiting for ${[...waiting].join(", ")}`);
        return readVerdicts(node, own, ended).map((row) => (mayBeOff.includes(node) ? allowedOff(row) : row));
      }),
    );
    return verdicts.flat();
  });
  return { clean: [...rows, ...jobs].every(({ state }) => state === "ok" || state === "off"), rows, jobs };
}

const allowedOff = (row: DriftRow): DriftRow =>
  row.state === "unreachable" ? { ...row, state: "off", detail: "off, as the inventory allows" } : row;

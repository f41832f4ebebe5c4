import { spawn } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../lib/paths.ts";
import { unitId, type Unit } from "../../lib/steps/unit.ts";
import type { StackSecrets } from "../../lib/secrets/stack-secrets.ts";
import { resolveSecrets } from "../../lib/secrets/secret-ref.ts";
import { secretValue } from "../../lib/secrets/secret-value.ts";
import { programFolder } from "../../lib/stack/pulumi/program-folder.ts";
import { compileUnit } from "../../lib/steps/compile.ts";

export interface UnitResult {
  readonly unit: string;
  readonly exitCode: number | null;
  /** `role/step: changed`, one line a step. */
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface UnitsContext {
  /** The stack's folder, with its ssh_config. */
  readonly folder: string;
  readonly secrets: StackSecrets;
}

/** Runs units by our launcher as Pulumi would: each after all that it needs, in reverse for undo. One that fails ends the run. */
export async function runUnits(
  verb: "apply" | "verify" | "undo",
  units: readonly Unit[],
  context: UnitsContext,
): Promise<readonly UnitResult[]> {
  linkPrograms(units, context.folder);
  const runs = new Map<string, Promise<UnitResult>>();
  const ordered = verb === "undo" ? units.toReversed() : units;
  for (const unit of ordered) {
    const id = unitId(unit);
    const before = verb === "undo" ? units.filter(({ needs }) => needs.includes(id)).map(unitId) : unit.needs;
    const run = async (): Promise<UnitResult> => {
      const results = await Promise.all(before.flatMap((need) => runs.get(need) ?? []));
      const broken = results.find((result) => result.exitCode !== 0);
      // What waits for a unit that failed is not run; drift is looked for everywhere.
      return broken === undefined || verb === "verify" ? runUnit(verb, unit, context) : { ...broken, unit: id };
    };
    runs.set(id, run());
  }
  return Promise.all(runs.values());
}

/** Runs one unit and waits for its end; does not throw. */
export async function runUnit(verb: string, unit: Unit, { folder, secrets }: UnitsContext): Promise<UnitResult> {
  const start = performance.now();
  const child = spawn(join(root, "lib", "launcher", "hearth-unit"), [unit.node, verb], {
    env: { ...process.env, HEARTH_STACK_FOLDER: folder },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  child.stdin.end(resolveSecrets(compileUnit(unit), (name) => secretValue(secrets, name)));
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { unit: unitId(unit), exitCode, ...output, seconds: (performance.now() - start) / 1_000 };
}

function linkPrograms(units: readonly Unit[], folder: string): void {
  const links = join(folder, "artifacts");
  mkdirSync(links, { recursive: true });
  for (const artifact of new Set(units.flatMap(({ steps }) => steps.flatMap((step) => step.artifact ?? [])))) {
    if (!existsSync(join(links, artifact))) symlinkSync(programFolder(artifact), join(links, artifact));
  }
}

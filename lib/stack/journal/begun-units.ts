import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { unitId } from "../../steps/unit.ts";
import { compileUnit } from "../../steps/compile.ts";
import { readCheckpoint } from "../pulumi/read-checkpoint.ts";

/** A unit or job that a launcher started to apply; Pulumi may not know whether it succeeded. */
export interface BegunUnit {
  /** The node's name; `job` for a job. */
  readonly node: string;
  /** The unit's name; for a job, the job's name. */
  readonly role: string;
  /** The file that records it. */
  readonly file: string;
  readonly beganMs: number;
}

export const isJob = ({ node }: Pick<BegunUnit, "node">): boolean => node === "job";

/** What the launchers have recorded in the stack's folder, newest first: the order in which they are undone. */
export function begunUnits(stackFolder: string): readonly BegunUnit[] {
  const folder = join(stackFolder, "begun");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((node) =>
      readdirSync(join(folder, node))
        // An interrupted run leaves a partial file under another name.
        .filter((role) => !role.startsWith("."))
        .map((role) => {
          const file = join(folder, node, role);
          return { node, role, file, beganMs: statSync(file).mtimeMs };
        }),
    )
    .sort((a, b) => b.beganMs - a.beganMs);
}

/** Those that are neither in Pulumi's state nor wanted any more: only their files record that they exist. */
export function abandonedUnits(
  stack: { readonly name: string; readonly folder: string },
  wanted: ReadonlySet<string>,
): readonly BegunUnit[] {
  const begun = begunUnits(stack.folder);
  if (begun.length === 0) return [];
  const { names } = readCheckpoint(stack.name);
  return begun.filter((unit) => !names.has(unitId(unit)) && !wanted.has(unitId(unit)));
}

/** Forgets those in Pulumi's state: Pulumi undoes them itself. */
export function forgetFinished(stack: { readonly name: string; readonly folder: string }): void {
  const { names } = readCheckpoint(stack.name);
  for (const unit of begunUnits(stack.folder)) if (names.has(unitId(unit))) rmSync(unit.file, { force: true });
}

/**
 * The script whose verb `undo` reverts the unit. For a unit with secrets no text was stored; its files are found by their
 * ownership marks.
 */
export function undoScript(unit: BegunUnit): string {
  const script = readFileSync(unit.file, "utf8");
  if (!/^# secret$/m.test(script.slice(0, script.indexOf("main() {")))) return script;
  return compileUnit({ node: unit.node, role: unit.role, steps: [], needs: [], notes: [], secret: false });
}

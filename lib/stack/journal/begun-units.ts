import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { unitId } from "../../steps/unit.ts";
import { compileUnit } from "../../steps/compile.ts";
import { readCheckpoint } from "../pulumi/read-checkpoint.ts";

/** A unit, or a job, that a launcher began to apply; Pulumi may or may not have heard of a good end. */
export interface BegunUnit {
  /** `job` for a job. */
  readonly node: string;
  /** Of a job its name. */
  readonly role: string;
  /** Where it is written down. */
  readonly file: string;
  readonly beganMs: number;
}

export const isJob = ({ node }: Pick<BegunUnit, "node">): boolean => node === "job";

/** What the launchers have written down in the stack's folder, the newest first: they are undone in this order. */
export function begunUnits(stackFolder: string): readonly BegunUnit[] {
  const folder = join(stackFolder, "begun");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((node) =>
      readdirSync(join(folder, node))
        // A run that was cut off leaves half a file under another name.
        .filter((role) => !role.startsWith("."))
        .map((role) => {
          const file = join(folder, node, role);
          return { node, role, file, beganMs: statSync(file).mtimeMs };
        }),
    )
    .sort((a, b) => b.beganMs - a.beganMs);
}

/** Those that Pulumi does not hold, and that nobody asks for any more: nothing but this file knows of them. */
export function abandonedUnits(
  stack: { readonly name: string; readonly folder: string },
  wanted: ReadonlySet<string>,
): readonly BegunUnit[] {
  const begun = begunUnits(stack.folder);
  if (begun.length === 0) return [];
  const { names } = readCheckpoint(stack.name);
  return begun.filter((unit) => !names.has(unitId(unit)) && !wanted.has(unitId(unit)));
}

/** Forgets those that Pulumi holds: it undoes them itself. */
export function forgetFinished(stack: { readonly name: string; readonly folder: string }): void {
  const { names } = readCheckpoint(stack.name);
  for (const unit of begunUnits(stack.folder)) if (names.has(unitId(unit))) rmSync(unit.file, { force: true });
}

/** The script whose verb `undo` takes the unit back. Of one with secrets no text was kept, and its files go by their marks. */
export function undoScript(unit: BegunUnit): string {
  const script = readFileSync(unit.file, "utf8");
  if (!/^# secret$/m.test(script.slice(0, script.indexOf("main() {")))) return script;
  return compileUnit({ node: unit.node, role: unit.role, steps: [], needs: [], notes: [], secret: false });
}

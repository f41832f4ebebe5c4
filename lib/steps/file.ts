import { safe, type Step } from "./step.ts";

export interface FileOptions {
  readonly path: string;
  readonly content: string;
  /** Octal, as for chmod; "644" by default. */
  readonly mode?: string;
  /** "user:group"; "root:root" by default. */
  readonly owner?: string;
}

/** A regular file with exactly this content, mode and owner. A file that was there before is restored when the step is removed. */
export function file({ path, content, mode = "644", owner = "root:root" }: FileOptions): Step {
  const all = '"$path" "$mode" "$owner" "$content"';
  return {
    id: `file ${path}`,
    values: { path, mode, owner, content },
    verify: `file_is ${all}`,
    apply: `file_write ${all}`,
    undo: `file_undo ${all}`,
    owns: [path],
    effect: safe,
  };
}

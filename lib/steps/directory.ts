import { safe, type Step } from "./step.ts";

export interface DirectoryOptions {
  readonly path: string;
  /** Octal; "755" by default. */
  readonly mode?: string;
  /** "user:group"; "root:root" by default. */
  readonly owner?: string;
  /** Undo also removes the content: set this only if it may be lost. By default undo removes only an empty directory. */
  readonly undoContent?: boolean;
}

/** A directory with this mode and owner. */
export function directory({ path, mode = "755", owner = "root:root", undoContent = false }: DirectoryOptions): Step {
  return {
    id: `directory ${path}`,
    values: { path, mode, owner },
    verify: '[ -d "$path" ] && [ "$(stat -c "%a %U:%G" "$path")" = "$mode $owner" ]',
    apply: 'mkdir -p "$path"\nchown "$owner" "$path"\nchmod "$mode" "$path"',
    undo: undoContent ? 'rm -rf "$path"' : 'rmdir "$path" 2>/dev/null || true',
    effect: safe,
  };
}

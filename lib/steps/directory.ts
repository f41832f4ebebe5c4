import { safe, type Step } from "./step.ts";

export interface DirectoryOptions {
  readonly path: string;
  /** Octal; "755" unless told. */
  readonly mode?: string;
  /** "user:group"; "root:root" unless told. */
  readonly owner?: string;
  /** What the service keeps there belongs to undo: set it where losing the content is meant. Default: an empty one is removed. */
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

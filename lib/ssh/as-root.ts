import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The file with the password that sudo asks for on a node, of mode 0600; absent where it asks for none. */
export const sudoPasswordFile = (stackFolder: string, node: string): string => join(stackFolder, "sudo", node);

export interface AsRoot {
  /** For the login shell of the node, whichever that is. */
  readonly command: string;
  /** Goes before the command's own stdin, and must be shown nowhere. */
  readonly before: string;
}

export interface AsRootOptions {
  readonly stackFolder: string;
  readonly node: string;
  /** What root runs, as words for a shell: `timeout 300 sh -s`. */
  readonly command: string;
}

const withPassword = readFileSync(join(import.meta.dirname, "with-password.sh"), "utf8")
  .split("\n")
  .filter((line) => !line.startsWith("#"))
  .join(" ")
  .trim();

/** Drops the password where sudo did not take it; see with-password.sh. */
const skip = 'while IFS= read -r line && [ "$line" != "end of the password" ]; do :; done; exec "$@"';

/** How a command is run as root. With a password that sudo refuses, it says so on stderr and ends with `refusedStatus`. */
export function asRoot({ stackFolder, node, command }: AsRootOptions): AsRoot {
  const before = passwordOf(stackFolder, node);
  if (before === "") return { command: `sudo -n ${command}`, before };
  return { command: `sh -c '${withPassword}' sh '${skip}' strict ${command}`, before };
}

/** The same, or as the login user where sudo refuses; `HEARTH_SUDO` is `refused` then. */
export function asRootOrNot({ stackFolder, node, command }: AsRootOptions): AsRoot {
  const before = passwordOf(stackFolder, node);
  if (before === "") {
    const tried = 'if sudo -n true </dev/null 2>/dev/null; then exec sudo -n "$@"; else exec "$@"; fi';
    return { command: `sh -c '${tried}' sh ${command}`, before };
  }
  return { command: `sh -c '${withPassword}' sh '${skip}' anyway ${command}`, before };
}

export const refusedStatus = 77;

function passwordOf(stackFolder: string, node: string): string {
  const file = sudoPasswordFile(stackFolder, node);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

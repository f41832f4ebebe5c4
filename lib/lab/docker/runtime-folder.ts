import { tmpdir } from "node:os";
import { join } from "node:path";

const user = process.getuid?.() ?? 0;

/**
 * Files that last until the machine restarts: the lock, and our daemon's socket and process ID. All checkouts of a user share it,
 * since two daemons in one network namespace overwrite each other's firewall chains.
 */
export const runtimeFolder = user === 0 ? "/run/hearth" : join(tmpdir(), `hearth-${user}`);

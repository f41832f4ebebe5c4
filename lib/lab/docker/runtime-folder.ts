import { tmpdir } from "node:os";
import { join } from "node:path";

const user = process.getuid?.() ?? 0;

/**
 * What lives as long as the machine runs: the lock, and our daemon's socket and process id. One for all checkouts of a
 * user, since two daemons in one network namespace overwrite each other's firewall chains.
 */
export const runtimeFolder = user === 0 ? "/run/hearth" : join(tmpdir(), `hearth-${user}`);

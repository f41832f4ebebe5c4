import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The checkout. */
export const root = resolve(import.meta.dirname, "..");

/** What is expensive to make and the same for every checkout: programs, models, node images. `HEARTH_CACHE` moves it. */
export const cacheFolder =
  process.env["HEARTH_CACHE"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "hearth");

/** Everything of a stack that is made here and is not to be committed: keys, ssh_config, logs. */
export const stackFolder = (stack: string): string => join(root, ".hearth", stack);

/** Pulumi's own state, for all stacks. */
export const stateFolder = join(root, ".hearth", "state");

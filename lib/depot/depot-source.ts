import type { Log, Progress } from "@hearth/kernel/log.ts";

/** For what takes long or has to be fetched. */
export interface MakeContext {
  readonly log: Log;
  readonly progress: Progress;
}

/** How a file of the depot comes to be. */
export interface DepotSource {
  readonly name: string;
  readonly file: string;
  /** Names the content in the cache: changes whenever what `make` writes would. */
  readonly key: string;
  /** What its content has to be, where that is known beforehand. */
  readonly sha256?: string;
  /** Writes the file to a path. */
  readonly make: (path: string, context: MakeContext) => Promise<void>;
}

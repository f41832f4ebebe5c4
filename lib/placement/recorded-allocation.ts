import type { ModelFacts } from "../models/model-facts.ts";
import type { Serving } from "./memory-model.ts";

export interface Combination {
  readonly name: string;
  /** A file that the toolchain installs. */
  readonly model: string;
  readonly serving: Serving;
  /** Layers on an RPC worker, the output being one; absent for one process. */
  readonly split?: number;
}

export interface Recorded extends Combination {
  readonly facts: ModelFacts;
  /** The lines of llama-server's log that name a buffer. */
  readonly log: readonly string[];
}

import type { Release } from "../image/node-image.ts";

/** A node that is asked for. */
export interface LabNodeSpec {
  /** A DNS label. */
  readonly name: string;
  /** Limits for the whole node, where this machine can set them; absent means all that it has. */
  readonly memoryBytes?: number;
  readonly cpus?: number;
  /** Debian's release; bookworm unless told. Nomad's `exec` does not run on a trixie node where cgroup v1 rules. */
  readonly release?: Release;
}

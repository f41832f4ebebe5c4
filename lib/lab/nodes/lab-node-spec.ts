import type { Release } from "../image/node-image.ts";

/** A node to make. */
export interface LabNodeSpec {
  /** A DNS label. */
  readonly name: string;
  /** Limits for the whole node, if this machine can set them; absent means no limit. */
  readonly memoryBytes?: number;
  readonly cpus?: number;
  /** Debian's release; bookworm by default. Nomad's `exec` does not run on a trixie node if the host uses cgroup v1. */
  readonly release?: Release;
}

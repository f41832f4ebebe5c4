import type { HttpTarget } from "../load/http-target.ts";

/** One server of the comparison, running. */
export interface RunningPeer {
  readonly target: HttpTarget;
  /** From its start to its first good answer. */
  readonly coldStartMs: number;
  /** Resident memory of all its processes now. */
  memoryMb(): number;
  /** Processor time of all its processes since their start. */
  cpuMs(): number;
  stop(): Promise<void>;
}

export interface PeerOptions {
  readonly upstreamPort: number;
  /** A folder of its own, for what it writes. */
  readonly folder: string;
  /** Its abort ends all servers. */
  readonly signal: AbortSignal;
  /** Its abort ends an installation that takes too long. */
  readonly installSignal: AbortSignal;
  /** Said on stderr. */
  readonly progress: (text: string) => void;
}

/** Gets a server of the comparison: installs it if it has to, starts it, and waits for its first answer. Throws with the reason. */
export type StartPeer = (options: PeerOptions) => Promise<RunningPeer>;

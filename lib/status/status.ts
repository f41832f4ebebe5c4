/** The form that `hearth status --json` prints; scripts rely on it. */
export interface Status {
  readonly healthy: boolean;
  readonly nodes: readonly NodeStatus[];
  readonly jobs: readonly JobStatus[];
  readonly gateway: {
    /** Its name on the overlay; `hearth open gateway` forwards it to this computer. */
    readonly url: string;
    /** Holds the API key. */
    readonly keyFile: string;
  };
  /** What needs you soon, a sentence each; absent if nothing does. */
  readonly warnings?: readonly string[];
  /** How long the check took. */
  readonly seconds: number;
}

export interface NodeStatus {
  readonly name: string;
  /** Null while unknown. */
  readonly overlayAddress: string | null;
  /** It answers over SSH, and Nomad may place work on it. */
  readonly ready: boolean;
  /** It is off, as the inventory allows; absent otherwise. */
  readonly off?: true;
}

export interface JobStatus {
  readonly name: string;
  readonly healthy: boolean;
  /** Where it runs, or ran last; null before its first placement. */
  readonly node: string | null;
  /** Machines that are off, as the inventory allows, and that it cannot run without; absent if there are none. */
  readonly waitsFor?: readonly string[];
  /** What it does instead; absent unless it answers with less than was planned, which is not healthy. */
  readonly reduced?: string;
}

export interface StatusReport {
  readonly status: Status;
  /** Why it is not healthy, a sentence each. */
  readonly problems: readonly string[];
}

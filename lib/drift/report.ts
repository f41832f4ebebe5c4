export interface DriftRow {
  readonly node: string;
  /** Absent on the one row of a node that is unreachable. */
  readonly role?: string;
  /** Absent if the unit's script ended too early; the state is then `failed`. */
  readonly step?: string;
  /** `off`: a machine that may be off, and is. */
  readonly state: "ok" | "drifted" | "unreachable" | "failed" | "off";
  /** Why it is unreachable, failed or, where that can be said without its content, drifted. */
  readonly detail?: string;
}

/** What Nomad's plan says of a job; lib/jobs makes these. */
export interface JobDrift {
  readonly job: string;
  readonly state: "ok" | "drifted" | "failed";
  /** What differs, or why Nomad could not say. */
  readonly detail?: string;
}

/** The form that `hearth drift --json` prints. */
export interface DriftReport {
  /** Every step and every job is as declared. */
  readonly clean: boolean;
  readonly rows: readonly DriftRow[];
  readonly jobs: readonly JobDrift[];
}

/** An account of a job that a container image knows by its number, so that it is the same one on every node. */
export interface JobAccount {
  readonly user: string;
  readonly uid: number;
  /** Whether the job runs from its image, so that an account of another number has to get this one. */
  readonly isNumbered: boolean;
}

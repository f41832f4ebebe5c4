/** One thing that a machine has to be before it is touched, as data. */
export interface Check {
  /** A DNS label, unique. */
  readonly name: string;
  /** What it asks, as docs and tables print it. */
  readonly about: string;
  /** What it means when the script says no: an error stops `up`, a warning is shown. */
  readonly severity: "error" | "warning";
  /**
   * POSIX shell (dash), run as root where sudo lets us, in a subshell of its own. Prints what it found, on one line, and exits
   * 0 exactly when all is well. It changes nothing on the machine: no file, no log, no service.
   */
  readonly script: string;
  /** What to do about it. */
  readonly hint: string;
}

/** One requirement that a machine has to meet before it is changed, as data. */
export interface Check {
  /** A DNS label, unique. */
  readonly name: string;
  /** What it checks, as docs and tables print it. */
  readonly about: string;
  /** What a failing script means: an error stops `up`, a warning is only shown. */
  readonly severity: "error" | "warning";
  /**
   * POSIX shell (dash), run as root if sudo allows it, in its own subshell. Prints what it found on one line, and exits 0 exactly
   * when the check passes. It changes nothing on the machine: no file, log or service.
   */
  readonly script: string;
  /** What to do about it. */
  readonly hint: string;
}

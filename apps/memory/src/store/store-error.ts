export type StoreErrorReason = "conflict" | "full" | "busy" | "unsupported" | "broken";

/** What a store refuses. `conflict`: an expectation failed. `full`: the disk is. `busy`: try again. `broken`: the file is not a database of ours. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly reason: StoreErrorReason;

  constructor(reason: StoreErrorReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

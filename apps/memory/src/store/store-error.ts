export type StoreErrorReason = "conflict" | "full" | "busy" | "unsupported" | "broken";

/** `conflict`: an expected revision did not match. `full`: the disk is full. `busy`: try again. `broken`: not a database of ours. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly reason: StoreErrorReason;

  constructor(reason: StoreErrorReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

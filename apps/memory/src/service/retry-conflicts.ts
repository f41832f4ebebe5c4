import { ApiError } from "../api/api-error.ts";
import { StoreError } from "../store/store-error.ts";

const attempts = 8;

/** Repeats work that reads, decides and writes when another write came in between. Throws ApiError `conflict` after too many tries. */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof StoreError && thrown.reason === "conflict")) throw thrown;
    }
  }
  throw new ApiError("conflict", "Others keep changing the same record; try again.");
}

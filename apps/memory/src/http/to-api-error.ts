import { ServiceError } from "@hearth/service/http/service-error.ts";
import { ApiError } from "../api/api-error.ts";
import { StoreError, type StoreErrorReason } from "../store/store-error.ts";

/** A handler's error as an answer; undefined if it is a bug. */
export function toApiError(thrown: unknown): ServiceError | undefined {
  if (thrown instanceof ServiceError) return thrown;
  return thrown instanceof StoreError ? fromStore(thrown.reason) : undefined;
}

function fromStore(reason: StoreErrorReason): ApiError {
  switch (reason) {
    case "conflict":
      return new ApiError("conflict", "The record was changed meanwhile; read it again.");
    case "full":
      return new ApiError("full", "The disk is full; nothing was written.");
    case "busy":
      return new ApiError("unavailable", "Too many writes are waiting for the disk; try again.");
    case "unsupported":
      return new ApiError("not_found", "Not supported by Postgres; use pg_dump.");
    case "broken":
      return new ApiError("unavailable", "The store is damaged; restore it from a backup.");
  }
}

import { randomUUID } from "node:crypto";

const acceptable = /^[\w.:-]{1,128}$/;

/** The caller's `x-request-id` if it is safe for headers and logs, else a new one. */
export function requestId(given: string | string[] | undefined): string {
  return typeof given === "string" && acceptable.test(given) ? given : randomUUID();
}

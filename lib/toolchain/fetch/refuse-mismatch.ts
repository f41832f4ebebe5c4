import { HearthError } from "@hearth/kernel/errors.ts";

/** Throws CHECKSUM_MISMATCH unless both are the same: what differs is never installed. */
export function refuseMismatch(what: string, { pinned, found }: { pinned: string; found: string }): void {
  if (pinned === found) return;
  throw new HearthError({
    code: "CHECKSUM_MISMATCH",
    message: `${what} has checksum ${found}, but ${pinned} is pinned`,
    hint: "Nothing was installed. Find out why the file differs before you change the pin in lib/toolchain.",
  });
}

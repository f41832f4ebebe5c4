import { HearthError } from "@hearth/kernel/errors.ts";

/** Throws CHECKSUM_MISMATCH unless both are the same. Nothing is installed then, from no source. */
export function refuseMismatch(what: string, { pinned, found }: { pinned: string; found: string }): void {
  if (pinned === found) return;
  throw new HearthError({
    code: "CHECKSUM_MISMATCH",
    message: `${what} has checksum ${found}, and ${pinned} is pinned`,
    hint: "Nothing was installed. Find out what changed the file on its way before you change the pin in lib/toolchain.",
  });
}

import { HearthError } from "@hearth/kernel/errors.ts";

/** A refusal of the operating system as an error for people; anything else as it is. */
export function errorForPeople(thrown: unknown): unknown {
  if (thrown instanceof HearthError || !(thrown instanceof Error)) return thrown;
  const { code, path, syscall } = thrown as NodeJS.ErrnoException;
  const refusal = code === undefined || syscall === undefined ? undefined : refusals[code];
  if (refusal === undefined) return thrown;
  return new HearthError({
    code: "FILE_NOT_WRITTEN",
    ...(path !== undefined && { at: path }),
    message: refusal.message,
    hint: refusal.hint,
    cause: thrown,
  });
}

const refusals: Readonly<Record<string, { readonly message: string; readonly hint: string } | undefined>> = {
  EACCES: {
    message: "this user may not read or write it",
    hint: 'If an earlier run was root\'s, go on as root, or give its files to yourself: `sudo chown -R "$USER" .hearth ~/.cache/hearth`.',
  },
  EPERM: {
    message: "the operating system does not permit it to this user",
    hint: "Run the command as the file's owner.",
  },
  EROFS: { message: "it is on a file system that cannot be written to", hint: "Use a checkout on another disk." },
  EDQUOT: {
    message: "this user's quota of the disk is used up",
    hint: "Free some space with `hearth tools prune`, or move the cache with HEARTH_CACHE; then run the command again.",
  },
  ENOSPC: {
    message: "no space is left on the disk",
    hint: "Free some with `hearth tools prune`, or move the cache with HEARTH_CACHE; then run the command again.",
  },
};

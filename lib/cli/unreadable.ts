import { HearthError, reasonOf } from "@hearth/kernel/errors.ts";

/** The error for a file argument that cannot be read. */
export const unreadable = (file: string, cause: unknown): HearthError =>
  new HearthError({
    code: "CONFIG_UNREADABLE",
    at: file,
    message: reasonOf(cause),
    hint: "Name a file that exists and that this user may read.",
    cause,
  });

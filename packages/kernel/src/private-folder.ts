import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { HearthError } from "./errors.ts";

const othersMask = 0o077;
const writersMask = 0o022;

/** Makes a folder for this user alone, and closes one that others could read until now. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { mode, uid } = lstatSync(path);
  const me = process.getuid?.();
  if ((mode & othersMask) !== 0 && (me === 0 || uid === me)) chmodSync(path, 0o700);
}

/**
 * Makes a folder for this user alone in a place where others may make folders too, such as /tmp. Throws FOLDER_UNSAFE if somebody
 * else was first: whoever owns the folder of a socket can answer in its place.
 */
export function claimPrivateFolder(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST")) throw thrown;
  }
  let found = lstatSync(path);
  // One that others could read, but not write, has nothing of theirs in it: former versions made it so.
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & writersMask) === 0) {
    chmodSync(path, 0o700);
    found = lstatSync(path);
  }
  const wrong = !found.isDirectory()
    ? "is not a folder"
    : found.uid !== process.getuid?.()
      ? `belongs to the user with the ID ${found.uid}`
      : (found.mode & othersMask) !== 0
        ? "is open to other users"
        : undefined;
  if (wrong === undefined) return;
  throw new HearthError({
    code: "FOLDER_UNSAFE",
    message: `${path}, where Hearth keeps its sockets, ${wrong}`,
    hint: "Find out who made it, remove it, and run the command again. With XDG_RUNTIME_DIR set, the sockets are in that folder instead.",
  });
}

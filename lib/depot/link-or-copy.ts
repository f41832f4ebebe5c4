import { copyFileSync, linkSync } from "node:fs";

/** A second name for a file, so that its content is on the disk once; a copy where that is on another file system. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EXDEV") throw thrown;
    copyFileSync(from, to);
  }
}

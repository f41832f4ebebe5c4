import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { z } from "zod";
import { makePrivateFolder } from "@hearth/kernel/private-folder.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";

/** A small file in a stack's folder that one run leaves for the next. */
export interface StackRecord<T> {
  /** Undefined if there is none, or if another version of Hearth wrote it in another form. */
  readonly read: (stackFolder: string) => T | undefined;
  readonly write: (stackFolder: string, record: T) => void;
  readonly forget: (stackFolder: string) => void;
}

/** `path`: below the stack's folder. */
export function stackRecord<T>(path: string, schema: z.ZodType<T>): StackRecord<T> {
  const fileOf = (stackFolder: string): string => join(stackFolder, path);
  return {
    read(stackFolder) {
      try {
        return schema.parse(JSON.parse(readFileSync(fileOf(stackFolder), "utf8")));
      } catch {
        return undefined;
      }
    },
    write(stackFolder, record) {
      const file = fileOf(stackFolder);
      if (dirname(path) !== ".") makePrivateFolder(dirname(file));
      replaceFile(file, `${JSON.stringify(record)}\n`);
    },
    forget: (stackFolder) => rmSync(fileOf(stackFolder), { force: true }),
  };
}

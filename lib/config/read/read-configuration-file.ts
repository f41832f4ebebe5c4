import { readFileSync, statSync } from "node:fs";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";

/** The bytes of a configuration file; fails with CONFIG_UNREADABLE, saying why in words. */
export function readConfigurationFile(file: string): Uint8Array {
  try {
    if (!statSync(file).isFile()) throw unreadable(file, "it is not a file");
    return readFileSync(file);
  } catch (thrown) {
    if (thrown instanceof HearthError) throw thrown;
    const code = (thrown as NodeJS.ErrnoException).code ?? "";
    throw unreadable(file, reasons[code] ?? messageOf(thrown));
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is not a folder",
  EACCES: "this user may not read it",
};

const unreadable = (file: string, why: string): HearthError =>
  new HearthError({
    code: "CONFIG_UNREADABLE",
    at: file,
    message: `cannot read the file: ${why}`,
    hint: "Check the path, or start from a copy of stacks/samples/house.inventory.yaml.",
  });

import { join } from "node:path";
import type { Command } from "./run-program.ts";

/** The command that unpacks an archive into an existing folder, file modes kept. */
export function unpackCommand(format: "tar.gz" | "zip", file: string, folder: string): Command {
  if (format === "tar.gz") return { program: "tar", arguments: ["-xzf", file, "-C", folder, "--no-same-owner"] };
  return { program: "python3", arguments: [join(import.meta.dirname, "..", "recipes", "unpack-zip.py"), file, folder] };
}

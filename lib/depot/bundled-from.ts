import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.ts";

/** Every file that the bundle of the service in `folder` may be made of: its own, what it shares with the kit, and which packages there are. */
export const bundledFrom = (folder: string): readonly string[] => [
  join(root, "package-lock.json"),
  join(folder, "build.ts"),
  ...[join(folder, "src"), join(root, "packages"), join(root, "models")].flatMap(filesOf),
];

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

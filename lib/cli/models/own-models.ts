import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { isMap, parseDocument } from "yaml";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import type { ModelRow } from "../../config/shape/models-schema.ts";
import { root } from "../../paths.ts";

/** Writes an entry to the home's own models file; comments and other entries stay as they are. */
export function writeOwnModel(file: string, name: string, row: ModelRow): void {
  const document = parseDocument(existsSync(file) ? readFileSync(file, "utf8") : beginning(file));
  document.set(name, document.createNode(row));
  // A file that was emptied says `{}`.
  if (isMap(document.contents)) document.contents.flow = false;
  write(file, document.toString({ lineWidth: 120 }));
}

/** Removes an entry; the file stays, empty as it may be. */
export function removeOwnModel(file: string, name: string): void {
  const document = parseDocument(readFileSync(file, "utf8"));
  document.delete(name);
  write(file, document.toString({ lineWidth: 120 }));
}

const write = (file: string, text: string): void => replaceFile(file, text, { mode: 0o644 });

const beginning = (file: string): string =>
  [
    `# yaml-language-server: $schema=${relative(dirname(file), join(root, "stacks", "schema", "models.schema.json"))}`,
    "# Models of this home, in addition to the kit's. `hearth models add` writes here; docs/models.md says what each key means.",
    "",
  ].join("\n");

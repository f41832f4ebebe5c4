import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { makePrivateFolder } from "@hearth/kernel/private-folder.ts";

/** A bug as an error for people. Its details go to a file in the folder; without one, to the hint. */
export function unexpectedError(
  thrown: unknown,
  { folder, root, debug }: { readonly folder: string; readonly root: string; readonly debug: boolean },
): HearthError {
  const details = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const [what = ""] = messageOf(thrown).split("\n");
  return new HearthError({
    code: "INTERNAL",
    message: `this is a bug in Hearth: ${what}`,
    hint: debug ? details : whereDetailsAre(details, { folder, root }),
    cause: thrown,
  });
}

function whereDetailsAre(
  details: string,
  { folder, root }: { readonly folder: string; readonly root: string },
): string {
  const file = join(folder, `bug-${new Date().toISOString().replaceAll(":", "")}.txt`);
  try {
    makePrivateFolder(folder);
    writeFileSync(file, `${process.version} ${process.argv.slice(2, 4).join(" ")}\n${details}\n`, { mode: 0o600 });
    return `The details are in ${relative(root, file)}. Please report it with that file.`;
  } catch {
    return `The details could not be written to ${folder}: run the command again with HEARTH_DEBUG=1, and report what it prints.`;
  }
}

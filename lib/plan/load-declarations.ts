import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";

export interface DeclarationKind {
  /** In the checkout: `roles`. */
  readonly folder: string;
  /** What each file exports: `role`. */
  readonly exported: string;
}

/**
 * What the files of a folder declare, one each, in the order of their names. There is no list to edit. Throws DEFINITION_INVALID
 * for a file that cannot be loaded, exports nothing of this kind, or declares another name than its own.
 */
export async function loadDeclarations<T extends { readonly name: string }>(
  checkout: string,
  { folder, exported }: DeclarationKind,
): Promise<readonly T[]> {
  const files = readdirSync(join(checkout, folder)).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  return Promise.all(
    files.sort().map(async (file): Promise<T> => {
      const at = `${folder}/${file}`;
      const found = (await load(checkout, at))[exported] as T | undefined;
      const name = basename(file, ".ts");
      if (found === undefined) {
        throw new HearthError({
          code: "DEFINITION_INVALID",
          at,
          message: `the file does not export \`${exported}\``,
          hint: `Write \`export const ${exported} = …\` in it, or move the file out of ${folder}/.`,
        });
      }
      if (found.name !== name) {
        throw new HearthError({
          code: "DEFINITION_INVALID",
          at,
          message: `the ${exported} is named ${found.name}, and its file ${name}`,
          hint: `Give both the same name: write \`name: "${name}"\`, or rename the file to ${found.name}.ts.`,
        });
      }
      return found;
    }),
  );
}

async function load(checkout: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(join(checkout, file)).href)) as Readonly<Record<string, unknown>>;
  } catch (thrown) {
    if (thrown instanceof HearthError) throw thrown;
    throw new HearthError({
      code: "DEFINITION_INVALID",
      at: placeOf(thrown, checkout) ?? file,
      message: `${file} cannot be loaded: ${messageOf(thrown)}`,
      hint: "Correct the file; `npx tsc --noEmit` lists every mistake of this kind.",
      cause: thrown,
    });
  }
}

/** Where in the checkout an error was thrown, or the line that could not be read: `jobs/hello.ts:3`. */
function placeOf(thrown: unknown, checkout: string): string | undefined {
  const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => line.includes(`${checkout}/`) && !line.includes("node_modules"))
    .map((line) => /^[^:]+:\d+/.exec(line.slice(line.indexOf(`${checkout}/`) + checkout.length + 1))?.[0])
    .find((place) => place !== undefined);
}

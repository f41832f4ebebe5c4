import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { z } from "zod";
import { seal, unseal } from "./seal.ts";

/** A file of the controller, below its checkout. */
const fileSchema = z.object({
  path: z.string().refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), "lies outside"),
  mode: z.int(),
  base64: z.string(),
});
const copySchema = z.object({ stack: z.string(), made: z.string(), files: z.array(fileSchema) });

export type ControllerCopy = z.infer<typeof copySchema>;

/** Folders below a stack's own whose content is made again, or is only of this computer. */
const leftOut = new Set(["log", "artifacts", "depot", "sockets", "plan"]);
/** What is larger is no setting and no key. */
const largestBytes = 32 * 1024 * 1024;

/** All that a new controller needs of a stack: its files and folders in the checkout. Links are left out. */
export function gatherController(
  { stack, root, paths }: { readonly stack: string; readonly root: string; readonly paths: readonly string[] },
  now = new Date(),
): ControllerCopy {
  const files = paths
    .filter((path) => existsSync(path))
    .flatMap((path) => filesBelow(path))
    .map((path) => ({
      path: relative(root, path).split(sep).join("/"),
      mode: lstatSync(path).mode & 0o777,
      base64: readFileSync(path).toString("base64"),
    }));
  return { stack, made: now.toISOString(), files };
}

function filesBelow(path: string): readonly string[] {
  const about = lstatSync(path);
  if (about.isFile()) return about.size <= largestBytes ? [path] : [];
  if (!about.isDirectory()) return [];
  return readdirSync(path)
    .filter((name) => !leftOut.has(name))
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

export const sealController = (copy: ControllerCopy, key: string): Buffer =>
  seal(Buffer.from(JSON.stringify(copy)), key);

export const openController = (sealed: Buffer, key: string): ControllerCopy =>
  copySchema.parse(JSON.parse(unseal(sealed, key).toString("utf8")));

/** Writes the files into a checkout. Throws FILE_NOT_WRITTEN, before any is written, where one of them is there and differs. */
export function layOutController({ files }: ControllerCopy, root: string): readonly string[] {
  const changed = files.filter(({ path, base64 }) => {
    const at = join(root, path);
    return existsSync(at) && readFileSync(at).toString("base64") !== base64;
  });
  if (changed.length > 0) {
    throw new HearthError({
      code: "FILE_NOT_WRITTEN",
      at: changed[0]?.path ?? "",
      message: `this checkout has another ${changed.map(({ path }) => path).join(", ")}`,
      hint: "Use a fresh checkout of Hearth, or move these files away. Nothing was written.",
    });
  }
  for (const { path, mode, base64 } of files) {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true, mode: 0o700 });
    writeFileSync(at, Buffer.from(base64, "base64"), { mode });
  }
  return files.map(({ path }) => path);
}

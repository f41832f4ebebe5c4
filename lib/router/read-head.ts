import { existsSync, readFileSync } from "node:fs";
import { headFileSchema, type HeadFile } from "@hearth/classifier/classifier-file.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/** The head in a file; undefined where there is no file. Throws CONFIG_INVALID for what is not a head. */
export function readHead(path: string): HeadFile | undefined {
  if (!existsSync(path)) return undefined;
  const because = (message: string): HearthError =>
    new HearthError({
      code: "CONFIG_INVALID",
      at: path,
      message,
      hint: "Name a head that `hearth router train` wrote, or move the file away to train a first one.",
    });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw because("is not JSON");
  }
  const result = headFileSchema.safeParse(value);
  if (result.success) return result.data;
  throw because(result.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`).join("; "));
}

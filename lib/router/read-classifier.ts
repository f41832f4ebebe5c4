import { existsSync, readFileSync } from "node:fs";
import { classifierFileSchema, type ClassifierFile } from "@hearth/classifier/classifier-file.ts";
import { HearthError } from "@hearth/kernel/errors.ts";

/** The classifier in a file; undefined if there is no file. Throws CONFIG_INVALID if it is not a classifier. */
export function readClassifier(path: string): ClassifierFile | undefined {
  if (!existsSync(path)) return undefined;
  const because = (message: string): HearthError =>
    new HearthError({
      code: "CONFIG_INVALID",
      at: path,
      message,
      hint: "Name a classifier that `hearth router train` wrote, or move the file away to train a first one.",
    });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw because("is not JSON");
  }
  const result = classifierFileSchema.safeParse(value);
  if (result.success) return result.data;
  throw because(result.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`).join("; "));
}

/** Throws CONFIG_UNREADABLE if the classifier that the inventory names does not exist, and CONFIG_INVALID if it is not a classifier. */
export function requireClassifier(path: string): void {
  if (readClassifier(path) !== undefined) return;
  throw new HearthError({
    code: "CONFIG_UNREADABLE",
    at: path,
    message: "there is no classifier for `gateway.routing.classifier`",
    hint: "Train one with `hearth router train --out FILE`, or correct the path, which is relative to the inventory's folder.",
  });
}

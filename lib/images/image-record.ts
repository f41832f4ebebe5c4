import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { replaceFile } from "@hearth/kernel/replace-file.ts";

/** By app: what the image was built from, and the digest that the registry has given it. */
const schema = z.record(z.string(), z.strictObject({ context: z.string(), digest: z.string() }));
export type ImageRecord = z.infer<typeof schema>;

const fileOf = (stackFolder: string): string => join(stackFolder, "images.json");

/** What was pushed for a stack. */
export function readImageRecord(stackFolder: string): ImageRecord {
  const file = fileOf(stackFolder);
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
}

/** Notes what was pushed, so that commands other than `up` know which image a job runs. */
export function recordImage(stackFolder: string, app: string, pushed: ImageRecord[string]): void {
  const record = { ...readImageRecord(stackFolder), [app]: pushed };
  replaceFile(fileOf(stackFolder), `${JSON.stringify(record, undefined, 2)}\n`);
}

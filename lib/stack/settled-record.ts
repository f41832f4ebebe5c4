import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { z } from "zod";

const schema = z.strictObject({
  version: z.literal(1),
  digest: z.strictObject({
    code: z.string(),
    inventory: z.string(),
    secrets: z.string(),
    depot: z.string(),
    access: z.string(),
    checkpoint: z.string(),
  }),
  /** What each node's own marks came to. */
  marks: z.record(z.string(), z.string()),
  /** How many resources Pulumi holds. */
  resources: z.int(),
});

/** What a good end of `up` left behind: everything that has to be the same for the next one to have nothing to do. */
export type SettledRecord = Readonly<z.infer<typeof schema>>;

const fileOf = (stackFolder: string): string => join(stackFolder, "settled.json");

/** The record, or undefined where the last `up` did not end well or another version of Hearth wrote it. */
export function readSettled(stackFolder: string): SettledRecord | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(fileOf(stackFolder), "utf8")));
  } catch {
    return undefined;
  }
}

export const writeSettled = (stackFolder: string, record: Omit<SettledRecord, "version">): void =>
  replaceFile(fileOf(stackFolder), `${JSON.stringify({ version: 1, ...record })}\n`);

/** To be called before anything is changed. */
export const forgetSettled = (stackFolder: string): void => rmSync(fileOf(stackFolder), { force: true });

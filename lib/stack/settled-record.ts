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
  /** The digest of each node's own marks. */
  marks: z.record(z.string(), z.string()),
  /** How many parts the stack has. */
  resources: z.int(),
});

/** Written by a successful `up`: everything that has to be unchanged for the next one to have nothing to do. */
export type SettledRecord = Readonly<z.infer<typeof schema>>;

const fileOf = (stackFolder: string): string => join(stackFolder, "settled.json");

/** The record; undefined if the last `up` failed or another version of Hearth wrote it. */
export function readSettled(stackFolder: string): SettledRecord | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(fileOf(stackFolder), "utf8")));
  } catch {
    return undefined;
  }
}

export const writeSettled = (stackFolder: string, record: Omit<SettledRecord, "version">): void =>
  replaceFile(fileOf(stackFolder), `${JSON.stringify({ version: 1, ...record })}\n`);

/** Call this before anything is changed. */
export const forgetSettled = (stackFolder: string): void => rmSync(fileOf(stackFolder), { force: true });

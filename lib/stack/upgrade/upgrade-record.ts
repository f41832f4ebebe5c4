import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { replaceFile } from "@hearth/kernel/replace-file.ts";

const stampSchema = z.strictObject({ version: z.string(), commit: z.string().optional() });

const schema = z.strictObject({
  version: z.literal(1),
  /** Absent if what was there left no stamp. */
  from: stampSchema.optional(),
  to: stampSchema,
  /** ISO 8601. */
  startedAt: z.string(),
  /** A folder in the stack's, with what was kept beforehand. */
  kept: z.string(),
  /** Machines that have their new units. */
  done: z.array(z.string()),
  /** Jobs that were not healthy before. */
  sick: z.array(z.string()),
});

/** How far an upgrade has come; there is one until it has succeeded. */
export type UpgradeRecord = Readonly<z.infer<typeof schema>>;

const fileOf = (stackFolder: string): string => join(stackFolder, "upgrade.json");

export function readUpgradeRecord(stackFolder: string): UpgradeRecord | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(fileOf(stackFolder), "utf8")));
  } catch {
    return undefined;
  }
}

export const writeUpgradeRecord = (stackFolder: string, record: UpgradeRecord): void =>
  replaceFile(fileOf(stackFolder), `${JSON.stringify(record)}\n`);

export const forgetUpgradeRecord = (stackFolder: string): void => rmSync(fileOf(stackFolder), { force: true });

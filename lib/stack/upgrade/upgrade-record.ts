import { z } from "zod";
import { stackRecord } from "../stack-record.ts";
import { stampSchema } from "../version-stamp.ts";

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

const record = stackRecord<UpgradeRecord>("upgrade.json", schema);

export const readUpgradeRecord = record.read;
export const writeUpgradeRecord = record.write;
export const forgetUpgradeRecord = record.forget;

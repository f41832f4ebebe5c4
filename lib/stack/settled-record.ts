import { z } from "zod";
import { stackRecord } from "./stack-record.ts";

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

const record = stackRecord<SettledRecord>("settled.json", schema);

/** The record; undefined if the last `up` failed or another version of Hearth wrote it. */
export const readSettled = record.read;

export const writeSettled = (stackFolder: string, settled: Omit<SettledRecord, "version">): void =>
  record.write(stackFolder, { version: 1, ...settled });

/** Call this before anything is changed. */
export const forgetSettled = record.forget;

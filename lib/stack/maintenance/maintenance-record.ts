import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { stackRecord, type StackRecord } from "../stack-record.ts";

/** What is done to a machine in its turn. */
export const operations = ["drain", "reboot", "upgrade", "remove"] as const;
export type Operation = (typeof operations)[number];

export const maintenanceSteps = ["drained", "upgraded", "rebooted", "verified", "eligible"] as const;
export type MaintenanceStep = (typeof maintenanceSteps)[number];

const schema = z.strictObject({
  version: z.literal(1),
  node: z.string(),
  operation: z.enum(operations),
  /** ISO 8601. */
  startedAt: z.string(),
  done: z.array(z.enum(maintenanceSteps)),
  /** It was drained before, so it stays so. */
  keepDrained: z.boolean(),
  /** What told the boot that it had before from all others. */
  bootBefore: z.string().optional(),
  /** Steps that differed before anything was done, as `role: step`. */
  driftBefore: z.array(z.string()).optional(),
  /** Jobs that were not healthy before anything was done. */
  sickBefore: z.array(z.string()).optional(),
  /** Whether new packages want a restart. */
  needsReboot: z.boolean().optional(),
});

/** How far the work on a machine has come. It is kept until the machine has its work back, so that a second run goes on from it. */
export type MaintenanceRecord = Readonly<z.infer<typeof schema>>;

const folder = "maintenance";
const recordOf = (node: string): StackRecord<MaintenanceRecord> => stackRecord(join(folder, `${node}.json`), schema);

export const readRecord = (stackFolder: string, node: string): MaintenanceRecord | undefined =>
  recordOf(node).read(stackFolder);

/** Every machine that is worked on. */
export function readRecords(stackFolder: string): readonly MaintenanceRecord[] {
  const records = join(stackFolder, folder);
  if (!existsSync(records)) return [];
  const names = readdirSync(records).filter((file) => file.endsWith(".json"));
  return names.flatMap((file) => readRecord(stackFolder, file.slice(0, -".json".length)) ?? []);
}

export const writeRecord = (stackFolder: string, record: MaintenanceRecord): void =>
  recordOf(record.node).write(stackFolder, record);

export const forgetRecord = (stackFolder: string, node: string): void => recordOf(node).forget(stackFolder);

const stepsOf: Readonly<Record<Operation, readonly MaintenanceStep[]>> = {
  drain: ["drained"],
  reboot: ["drained", "rebooted", "verified", "eligible"],
  upgrade: ["drained", "upgraded", "rebooted", "verified", "eligible"],
  remove: ["drained"],
};

/** What is left to do. Pure. */
export const stepsLeft = ({
  operation,
  done,
}: Pick<MaintenanceRecord, "operation" | "done">): readonly MaintenanceStep[] =>
  stepsOf[operation].filter((step) => !done.includes(step));

/** Whether somebody left the machine drained on purpose. */
export const isOnlyDrained = ({ operation, done }: Pick<MaintenanceRecord, "operation" | "done">): boolean =>
  operation === "drain" && done.includes("drained");

export interface Start {
  readonly node: string;
  readonly operation: Operation;
  readonly now: Date;
  /** Whether Nomad may place work on it. */
  readonly isEligible: boolean;
}

/**
 * Where to begin: a run of the same kind goes on from its record; a drained machine counts as drained, and stays so in the end. An
 * unfinished run of another kind is not taken over: undefined. Pure.
 */
export function beginFrom(
  former: MaintenanceRecord | undefined,
  { node, operation, now, isEligible }: Start,
): MaintenanceRecord | undefined {
  const fresh = { version: 1, node, operation, startedAt: now.toISOString() } as const;
  if (former === undefined) return { ...fresh, done: [], keepDrained: !isEligible && operation !== "drain" };
  if (former.operation === operation) return former;
  // What an unfinished drain has done is done again.
  if (former.operation === "drain") return { ...fresh, done: [], keepDrained: former.done.includes("drained") };
  return undefined;
}

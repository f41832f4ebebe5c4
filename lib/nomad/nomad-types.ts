import { z } from "zod";

/*
 * What Hearth reads of Nomad's answers, in Nomad's own field names. Lenient: fields that are not used are dropped, and a list
 * that Nomad writes as null is an empty one.
 */

const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
const record = <T extends z.ZodType>(item: T) =>
  z
    .record(z.string(), item)
    .nullish()
    .transform((items) => items ?? {});
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

/** A job in Nomad's JSON form: made by its parser, passed on as it is. */
export const jobDocumentSchema = z.looseObject({ ID: z.string(), Type: z.string().nullish() });
export type JobDocument = z.infer<typeof jobDocumentSchema>;

export const registeredJobSchema = z.object({
  ID: z.string(),
  Type: z.string(),
  Status: z.string(),
  Stop: z.boolean(),
  Version: z.int(),
  JobModifyIndex: z.int(),
  Datacenters: list(z.string()),
});
export type RegisteredJob = z.infer<typeof registeredJobSchema>;

const fieldDiffSchema = z.object({ Type: z.string(), Name: z.string(), Old: text, New: text });
export type FieldDiff = z.infer<typeof fieldDiffSchema>;

export interface ObjectDiff {
  readonly Type: string;
  readonly Name: string;
  readonly Fields: readonly FieldDiff[];
  readonly Objects: readonly ObjectDiff[];
}
const objectDiffSchema: z.ZodType<ObjectDiff> = z.object({
  Type: z.string(),
  Name: z.string(),
  Fields: list(fieldDiffSchema),
  get Objects() {
    return list(objectDiffSchema);
  },
});

const taskDiffSchema = z.object({
  Type: z.string(),
  Name: z.string(),
  Fields: list(fieldDiffSchema),
  Objects: list(objectDiffSchema),
});
const groupDiffSchema = z.object({
  Type: z.string(),
  Name: z.string(),
  Fields: list(fieldDiffSchema),
  Objects: list(objectDiffSchema),
  Tasks: list(taskDiffSchema),
});
export const jobDiffSchema = z.object({
  Type: z.string(),
  Fields: list(fieldDiffSchema),
  Objects: list(objectDiffSchema),
  TaskGroups: list(groupDiffSchema),
});
export type JobDiff = z.infer<typeof jobDiffSchema>;

const placementFailureSchema = z.object({
  NodesEvaluated: z.int(),
  NodesExhausted: z.int(),
  /** Count of nodes by the constraint that ruled them out. */
  ConstraintFiltered: record(z.int()),
  /** Count of nodes by what they have too little of: `memory`, `cpu`, `network: reserved port collision …`. */
  DimensionExhausted: record(z.int()),
  /** Count of ready nodes by datacenter. */
  NodesAvailable: record(z.int()),
});
export type PlacementFailure = z.infer<typeof placementFailureSchema>;

const updatesSchema = z.object({
  Place: z.int(),
  Migrate: z.int(),
  Stop: z.int(),
  InPlaceUpdate: z.int(),
  DestructiveUpdate: z.int(),
  Canary: z.int(),
});
export type GroupUpdates = z.infer<typeof updatesSchema>;

export const jobPlanSchema = z.object({
  /** What would happen to the allocations of each group. */
  Annotations: z.object({ DesiredTGUpdates: record(updatesSchema) }).nullish(),
  Diff: jobDiffSchema.nullish(),
  FailedTGAllocs: record(placementFailureSchema),
  JobModifyIndex: z.int(),
  Warnings: text,
});
export type JobPlan = z.infer<typeof jobPlanSchema>;

export const validationSchema = z.object({ ValidationErrors: list(z.string()), Error: text, Warnings: text });

export const registrationSchema = z.object({ EvalID: text, JobModifyIndex: z.int(), Warnings: text });
export type Registration = z.infer<typeof registrationSchema>;

export const deploymentSchema = z.object({
  ID: z.string(),
  JobVersion: z.int(),
  JobSpecModifyIndex: z.int(),
  /** running, successful, failed, cancelled, paused, blocked, unblocking or pending. */
  Status: z.string(),
  StatusDescription: text,
});
export type Deployment = z.infer<typeof deploymentSchema>;

export const taskEventSchema = z.object({ Type: z.string(), DisplayMessage: text, Time: z.number() });

const taskStateSchema = z.object({
  State: z.string(),
  Failed: z.boolean(),
  Restarts: z.int(),
  Events: list(taskEventSchema),
});

export const allocationSchema = z.object({
  ID: z.string(),
  NodeID: z.string(),
  NodeName: z.string(),
  JobVersion: z.int(),
  DesiredStatus: z.string(),
  /** pending, running, complete, failed, lost or unknown. */
  ClientStatus: z.string(),
  ClientDescription: text,
  DeploymentStatus: z.object({ Healthy: z.boolean().nullish() }).nullish(),
  TaskStates: record(taskStateSchema),
  CreateIndex: z.int(),
});
export type Allocation = z.infer<typeof allocationSchema>;

export const nodeSchema = z.object({
  ID: z.string(),
  Name: z.string(),
  Datacenter: z.string(),
  Status: z.string(),
  StatusDescription: text,
  SchedulingEligibility: z.string(),
  Drain: z.boolean(),
});
export type NomadNode = z.infer<typeof nodeSchema>;

export const variableSchema = z.object({
  Path: z.string(),
  ModifyIndex: z.int(),
  Items: z.record(z.string(), z.string()),
});
export type NomadVariable = z.infer<typeof variableSchema>;

/** An allocation in a list of those on one node. */
export const nodeAllocationSchema = z.object({
  ID: z.string(),
  JobID: z.string(),
  ClientStatus: z.string(),
  DesiredStatus: z.string(),
});
export type NodeAllocation = z.infer<typeof nodeAllocationSchema>;

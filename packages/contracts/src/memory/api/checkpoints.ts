import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { id, limit, name } from "./fields.ts";

/** A version of a conversation's or task's state. Versions are immutable; a branch names the newest version of a line. */
export const checkpoint = z.object({
  id: id.meta({ description: "Id of the version." }),
  thread: z.string().meta({ description: "Conversation or task whose state it is." }),
  branch: z.string().meta({ description: "Branch that the version was saved on." }),
  parent: z
    .string()
    .optional()
    .meta({ description: "Id of the version that it builds on; absent for a thread's first." }),
  depth: z.int().meta({
    description: "Place in its line of versions: 1 for a thread's first, one more than its parent's otherwise.",
  }),
  label: z.string().optional().meta({ description: "Label given by the caller." }),
  sha256: z.string().meta({ description: "SHA-256 of the state, in hexadecimal." }),
  created: z.string().meta({ description: "When it was saved (ISO 8601)." }),
});

/** A JSON Patch (RFC 6902) operation: add, remove or replace. */
export const difference = z.object({
  op: z.enum(["add", "remove", "replace"]).meta({ description: "JSON Patch operation." }),
  path: z.string().meta({ description: "JSON Pointer to the place that differs." }),
  value: z.json().optional().meta({ description: "The new value; absent for `remove`." }),
});

export const checkpointEndpoints = {
  saveCheckpoint: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints",
    scope: "checkpoints:write",
    about: "Save a state as the newest version of a branch. `parent` guards against a save in between.",
    body: z.strictObject({
      thread: name.meta({ description: "Conversation or task whose state it is." }),
      branch: name.default("main").meta({ description: "Branch to save on." }),
      state: z.json().meta({ description: "The state: any JSON value." }),
      label: name.optional().meta({ description: "Label for people." }),
      parent: id.optional().meta({
        description: "Id of the version that this one builds on; a conflict if it is no longer the branch's newest.",
      }),
    }),
    answer: z.object({
      checkpoint: checkpoint.meta({ description: "The version that was saved." }),
      changed: z.boolean().meta({ description: "Whether a new version was made; `false` if the state was the same." }),
    }),
    status: 201,
  }),
  listCheckpoints: defineEndpoint({
    method: "GET",
    path: "/v1/checkpoints",
    scope: "checkpoints:read",
    about: "Versions of a thread, newest first, without their states; `heads` names each branch's newest.",
    query: z.strictObject({
      thread: name.meta({ description: "Conversation or task." }),
      branch: name.optional().meta({ description: "Only versions of this branch." }),
      limit: z.coerce.number().pipe(limit).optional().meta({ description: "Maximum number of versions, 1 to 100." }),
      cursor: z.coerce
        .number()
        .pipe(z.int().nonnegative())
        .optional()
        .meta({ description: "The `cursor` of the previous page." }),
    }),
    answer: z.object({
      checkpoints: z.array(checkpoint).meta({ description: "Versions, newest first, without their states." }),
      heads: z.record(z.string(), id).meta({ description: "Id of the newest version of each branch." }),
      cursor: z.int().optional().meta({ description: "Pass it on to get the next page; absent on the last one." }),
    }),
  }),
  getCheckpoint: defineEndpoint({
    method: "GET",
    path: "/v1/checkpoints/{id}",
    scope: "checkpoints:read",
    about: "A version with its state.",
    answer: z.object({
      checkpoint: checkpoint.meta({ description: "The version." }),
      state: z.json().meta({ description: "Its state." }),
    }),
  }),
  branchCheckpoint: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints/{id}/branch",
    scope: "checkpoints:write",
    about: "Start a branch at a version; a conflict where the name is taken.",
    body: z.strictObject({ branch: name.meta({ description: "Name of the new branch." }) }),
    answer: z.object({ checkpoint: checkpoint.meta({ description: "The branch's first version." }) }),
    status: 201,
  }),
  compareCheckpoints: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints/compare",
    scope: "checkpoints:read",
    about: "What turns one version's state into another's, and the newest version that both come from.",
    body: z.strictObject({
      from: id.meta({ description: "Id of the first version." }),
      to: id.meta({ description: "Id of the second version." }),
    }),
    answer: z.object({
      differences: z
        .array(difference)
        .meta({ description: "JSON Patch operations that turn the first state into the second." }),
      ancestor: id
        .optional()
        .meta({ description: "Id of the newest version that both build on; absent if there is none." }),
    }),
  }),
  revertCheckpoint: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints/{id}/revert",
    scope: "checkpoints:write",
    about: "Make an earlier version's state the newest of its branch, as a new version; nothing is lost.",
    body: z.strictObject({
      branch: name.optional().meta({ description: "Branch to revert. Default: the version's own." }),
    }),
    answer: z.object({ checkpoint: checkpoint.meta({ description: "The new version." }) }),
    status: 201,
  }),
  purgeCheckpoints: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints/purge",
    scope: "checkpoints:write",
    about: "Keep a thread's newest versions (per branch) and drop the rest; `keep` 0 drops the thread.",
    body: z.strictObject({
      thread: name.meta({ description: "Conversation or task." }),
      keep: z
        .int()
        .nonnegative()
        .meta({ description: "How many of the newest versions of each branch to keep; 0 deletes the thread." }),
    }),
    answer: z.object({ purged: z.int().meta({ description: "Number of versions deleted." }) }),
  }),
};

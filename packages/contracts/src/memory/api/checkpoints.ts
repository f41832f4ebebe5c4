import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { id, limit, name } from "./fields.ts";

/** A version of a conversation's or task's state. Versions are never changed; a branch is a name for the newest of a line. */
export const checkpoint = z.object({
  id,
  thread: z.string(),
  branch: z.string(),
  parent: z.string().optional(),
  /** 1 for a thread's first, one more than its parent's. */
  depth: z.int(),
  label: z.string().optional(),
  sha256: z.string(),
  created: z.string(),
});

/** JSON Patch (RFC 6902) operations that turn one state into the other; only add, remove and replace. */
export const difference = z.object({
  op: z.enum(["add", "remove", "replace"]),
  path: z.string(),
  value: z.json().optional(),
});

export const checkpointEndpoints = {
  saveCheckpoint: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints",
    scope: "checkpoints:write",
    about: "Save a state as the newest version of a branch. `parent` guards against a save in between.",
    body: z.strictObject({
      thread: name,
      branch: name.default("main"),
      state: z.json(),
      label: name.optional(),
      parent: id.optional(),
    }),
    answer: z.object({ checkpoint, changed: z.boolean() }),
    status: 201,
  }),
  listCheckpoints: defineEndpoint({
    method: "GET",
    path: "/v1/checkpoints",
    scope: "checkpoints:read",
    about: "Versions of a thread, newest first, without their states; `heads` names each branch's newest.",
    query: z.strictObject({
      thread: name,
      branch: name.optional(),
      limit: z.coerce.number().pipe(limit).optional(),
      cursor: z.coerce.number().pipe(z.int().nonnegative()).optional(),
    }),
    answer: z.object({
      checkpoints: z.array(checkpoint),
      heads: z.record(z.string(), id),
      cursor: z.int().optional(),
    }),
  }),
  getCheckpoint: defineEndpoint({
    method: "GET",
    path: "/v1/checkpoints/{id}",
    scope: "checkpoints:read",
    about: "A version with its state.",
    answer: z.object({ checkpoint, state: z.json() }),
  }),
  branchCheckpoint: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints/{id}/branch",
    scope: "checkpoints:write",
    about: "Start a branch at a version; a conflict where the name is taken.",
    body: z.strictObject({ branch: name }),
    answer: z.object({ checkpoint }),
    status: 201,
  }),
  compareCheckpoints: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints/compare",
    scope: "checkpoints:read",
    about: "What turns one version's state into another's, and the newest version that both come from.",
    body: z.strictObject({ from: id, to: id }),
    answer: z.object({ differences: z.array(difference), ancestor: id.optional() }),
  }),
  revertCheckpoint: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints/{id}/revert",
    scope: "checkpoints:write",
    about: "Make an earlier version's state the newest of its branch, as a new version; nothing is lost.",
    body: z.strictObject({ branch: name.optional() }),
    answer: z.object({ checkpoint }),
    status: 201,
  }),
  purgeCheckpoints: defineEndpoint({
    method: "POST",
    path: "/v1/checkpoints/purge",
    scope: "checkpoints:write",
    about: "Keep a thread's newest versions (per branch) and drop the rest; `keep` 0 drops the thread.",
    body: z.strictObject({ thread: name, keep: z.int().nonnegative() }),
    answer: z.object({ purged: z.int() }),
  }),
};

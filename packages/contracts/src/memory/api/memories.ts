import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { filter, hitSignals, id, limit, listQuery, metadata, name, searchedBy, tags, time } from "./fields.ts";

/**
 * Where a memory comes from. `said`: the person's own words. `inferred`: a conclusion. `summary`: of a conversation. Only the caller
 * can mark a memory as `said`.
 */
export const memorySource = z.enum(["said", "inferred", "summary"]);

const text = z.string().trim().min(1).max(32_000);

export const newMemory = z.strictObject({
  text: text.meta({ description: "The memory, best as one self-contained sentence." }),
  user: name.optional().meta({ description: "Person that the memory is about." }),
  agent: name.optional().meta({ description: "Agent that notes it. Default: the key's agent." }),
  session: name.optional().meta({ description: "Session in which it came up." }),
  tags: tags.optional().meta({ description: "Tags to filter by." }),
  at: time.optional().meta({ description: "When it was said or happened (ISO 8601). Default: now." }),
  source: memorySource.default("inferred").meta({
    description:
      "Where it comes from: `said` are the person's own words, `inferred` is somebody's conclusion, `summary` sums up a conversation.",
  }),
  subject: name.optional().meta({
    description:
      "What the statement is about, such as `home address`. A newer statement of the same user on the same subject supersedes the older one.",
  }),
  sensitive: z.boolean().default(false).meta({
    description: "Whether to store it encrypted and unindexed; it is then found by id, list and filter only.",
  }),
  expires: time.optional().meta({ description: "When to delete it (ISO 8601). Default: never." }),
  metadata: metadata.optional().meta({ description: "Further data from the caller; any JSON values." }),
});

export const memory = z.object({
  id: id.meta({ description: "Id of the memory." }),
  text: z.string().meta({ description: "The memory's text." }),
  user: z.string().optional().meta({ description: "Person that the memory is about." }),
  agent: z.string().optional().meta({ description: "Agent that noted it." }),
  session: z.string().optional().meta({ description: "Session in which it came up." }),
  tags: z.array(z.string()).meta({ description: "Tags to filter by." }),
  at: z.string().meta({ description: "When it was said or happened (ISO 8601)." }),
  source: memorySource.meta({ description: "Where it comes from: `said`, `inferred` or `summary`." }),
  subject: z.string().optional().meta({ description: "What the statement is about." }),
  sensitive: z.boolean().meta({ description: "Whether it is stored encrypted and unindexed." }),
  expires: z.string().optional().meta({ description: "When it is deleted (ISO 8601); absent for never." }),
  metadata: metadata.optional().meta({ description: "Further data from the caller." }),
  revision: z.int().meta({ description: "Number of the revision, from 1; each change adds one." }),
  created: z.string().meta({ description: "When it was added (ISO 8601)." }),
  updated: z.string().meta({ description: "When it was last changed (ISO 8601)." }),
  said: z.int().meta({ description: "How often the same statement was added." }),
  supersedes: z.string().optional().meta({ description: "Id of the older memory that this one superseded." }),
  supersededBy: z
    .object({
      id: id.meta({ description: "Id of the newer memory." }),
      at: z.string().meta({ description: "When it was superseded (ISO 8601)." }),
    })
    .optional()
    .meta({
      description:
        "The newer memory that superseded this one. A superseded memory is found by search only when asked for.",
    }),
  mergedInto: z
    .object({
      id: id.meta({ description: "Id of that memory." }),
      at: z.string().meta({ description: "When they were merged (ISO 8601)." }),
    })
    .optional()
    .meta({ description: "The memory that says the same in other words and is found instead of this one." }),
  merged: z.array(id).optional().meta({
    description:
      "Ids of the memories that this one stands for. They are kept as they were written, and deleted with it.",
  }),
});

/** `merged`: the statement was already known; the answer holds the existing memory. */
export const addedMemory = z.object({
  memory: memory.meta({ description: "The memory." }),
  merged: z.boolean().meta({ description: "Whether the same statement was known already; `memory` is then that one." }),
});

export const memoryHit = memory.extend({
  score: z.number().meta({ description: "Score from 0 to 1; higher is better." }),
  why: z.string().meta({ description: "Why it was found, in one sentence." }),
  signals: hitSignals.meta({ description: "The signals that found it." }),
});

/** The content of a context's lines, for callers that format them themselves. */
export const note = z.object({
  id: id.meta({ description: "Id of the memory." }),
  text: z.string().meta({ description: "The memory's text." }),
  at: z.string().meta({ description: "When it was said or happened (ISO 8601)." }),
  source: memorySource.meta({ description: "Where it comes from: `said`, `inferred` or `summary`." }),
  user: z.string().optional().meta({ description: "Person that the memory is about." }),
  agent: z.string().optional().meta({ description: "Agent that noted it." }),
});

export const memoryEndpoints = {
  addMemory: defineEndpoint({
    method: "POST",
    path: "/v1/memories",
    scope: "memories:write",
    about: "Keep a memory; the same statement again is merged, a newer one about the same subject supersedes.",
    body: newMemory,
    answer: addedMemory,
    status: 201,
  }),
  addMemories: defineEndpoint({
    method: "POST",
    path: "/v1/memories/batch",
    scope: "memories:write",
    about: "Keep many memories, all or none.",
    body: z.strictObject({
      memories: z.array(newMemory).min(1).max(1_000).meta({ description: "Memories to add: all of them or none." }),
    }),
    answer: z.object({
      results: z.array(addedMemory).meta({ description: "One result per memory, in the same order." }),
    }),
    status: 201,
  }),
  searchMemories: defineEndpoint({
    method: "POST",
    path: "/v1/memories/search",
    scope: "memories:read",
    about: "Find memories by meaning, words and recency; filters are exact.",
    body: z.strictObject({
      query: z.string().trim().min(1).max(4_000).meta({ description: "What to look for." }),
      vector: z
        .array(z.number())
        .min(1)
        .max(8_192)
        .optional()
        .meta({ description: "Embedding of the query, for callers that have one; used instead of the service's own." }),
      limit: limit.default(10).meta({ description: "Maximum number of hits." }),
      filter: filter.optional().meta({ description: "Only memories that match all of it." }),
      superseded: z.boolean().default(false).meta({ description: "Whether to find superseded memories too." }),
    }),
    answer: z.object({
      hits: z.array(memoryHit).meta({ description: "Memories, best first." }),
      by: searchedBy.meta({ description: "What was searched by." }),
    }),
  }),
  listMemories: defineEndpoint({
    method: "GET",
    path: "/v1/memories",
    scope: "memories:read",
    about: "List memories, newest first.",
    query: listQuery,
    answer: z.object({
      memories: z.array(memory).meta({ description: "Memories, newest first." }),
      cursor: z.int().optional().meta({ description: "Pass it on to get the next page; absent on the last one." }),
    }),
  }),
  getMemory: defineEndpoint({
    method: "GET",
    path: "/v1/memories/{id}",
    scope: "memories:read",
    about: "One memory.",
    answer: z.object({ memory: memory.meta({ description: "The memory." }) }),
  }),
  updateMemory: defineEndpoint({
    method: "PATCH",
    path: "/v1/memories/{id}",
    scope: "memories:write",
    about: "Change a memory's text, tags, expiry or metadata. `revision` guards against a change in between.",
    body: z.strictObject({
      text: text.optional().meta({ description: "New text." }),
      tags: tags.optional().meta({ description: "New tags, instead of the old ones." }),
      expires: time.nullable().optional().meta({ description: "When to delete it (ISO 8601); `null` for never." }),
      metadata: metadata.optional().meta({ description: "New metadata, instead of the old." }),
      revision: z
        .int()
        .positive()
        .optional()
        .meta({ description: "Revision that the change is based on; a conflict if the memory has changed since." }),
    }),
    answer: z.object({ memory: memory.meta({ description: "The changed memory." }) }),
  }),
  forgetMemory: defineEndpoint({
    method: "DELETE",
    path: "/v1/memories/{id}",
    scope: "memories:write",
    about: "Forget one memory: it is gone, and in no later backup.",
    answer: z.object({ forgotten: z.int().meta({ description: "Number of memories deleted." }) }),
  }),
  forgetMemories: defineEndpoint({
    method: "POST",
    path: "/v1/memories/forget",
    scope: "memories:write",
    about: "Forget all memories that a filter selects; the filter must hold something.",
    body: z.strictObject({
      filter: filter
        .refine((given) => Object.keys(given).length > 0, "must not be empty")
        .meta({ description: "Which memories to delete: those that match all of it. It must not be empty." }),
    }),
    answer: z.object({ forgotten: z.int().meta({ description: "Number of memories deleted." }) }),
  }),
  context: defineEndpoint({
    method: "POST",
    path: "/v1/context",
    scope: "context",
    about:
      "What a model should know for a request: memories and the session's summary as one text with ids, within a budget.",
    body: z.strictObject({
      query: z
        .string()
        .trim()
        .min(1)
        .max(4_000)
        .meta({ description: "The request that the model is about to answer." }),
      filter: filter.optional().meta({ description: "Only memories that match all of it." }),
      characters: z
        .int()
        .min(100)
        .max(32_000)
        .default(4_000)
        .meta({ description: "Maximum length of the answer's text, in characters." }),
      limit: limit.default(20).meta({ description: "Maximum number of memories." }),
      minSimilarity: z.number().min(0).max(1).default(0).meta({
        description:
          "Minimum cosine similarity to the query that a memory needs; half of it is enough if they share words.",
      }),
      withinMs: z.int().positive().max(60_000).optional().meta({
        description:
          "How long to wait for the query's embedding, in milliseconds; after that words alone decide. Default: as configured.",
      }),
    }),
    answer: z.object({
      text: z.string().meta({ description: "The memories and the session's summary as one text, each with its id." }),
      ids: z.array(z.string()).meta({ description: "Ids of the memories in the text." }),
      notes: z
        .array(note)
        .meta({ description: "The same memories as data, for callers that write a text of their own." }),
      by: searchedBy.meta({ description: "What was searched by." }),
    }),
  }),
};

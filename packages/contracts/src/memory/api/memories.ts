import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { filter, hitSignals, id, limit, listQuery, metadata, name, searchedBy, tags, time } from "./fields.ts";

/**
 * Where a memory comes from. `said`: the person's own words. `inferred`: somebody's conclusion. `summary`: of a conversation.
 * Nothing is `said` unless the caller says so.
 */
export const memorySource = z.enum(["said", "inferred", "summary"]);

const text = z.string().trim().min(1).max(32_000);

export const newMemory = z.strictObject({
  text,
  user: name.optional(),
  agent: name.optional(),
  session: name.optional(),
  tags: tags.optional(),
  /** When it was said or happened; now unless told. */
  at: time.optional(),
  source: memorySource.default("inferred"),
  /** What it states something about, as in `home address`: a newer statement of the same user about it supersedes the older. */
  subject: name.optional(),
  /** Kept encrypted and not indexed: found by id, list and filter only. */
  sensitive: z.boolean().default(false),
  expires: time.optional(),
  metadata: metadata.optional(),
});

export const memory = z.object({
  id,
  text: z.string(),
  user: z.string().optional(),
  agent: z.string().optional(),
  session: z.string().optional(),
  tags: z.array(z.string()),
  at: z.string(),
  source: memorySource,
  subject: z.string().optional(),
  sensitive: z.boolean(),
  expires: z.string().optional(),
  metadata: metadata.optional(),
  revision: z.int(),
  created: z.string(),
  updated: z.string(),
  /** How often the same statement was added. */
  said: z.int(),
  /** The older memory that this one took the place of. */
  supersedes: z.string().optional(),
  /** The newer one, and since when; such a memory is not found by search unless asked for. */
  supersededBy: z.object({ id, at: z.string() }).optional(),
  /** The one that says the same in other words and is found in its place, and since when. */
  mergedInto: z.object({ id, at: z.string() }).optional(),
  /** Those that this one stands for; they are kept as they were written, and forgotten with it. */
  merged: z.array(id).optional(),
});

/** `merged`: the same statement was known, and is the one in the answer. */
export const addedMemory = z.object({ memory, merged: z.boolean() });

export const memoryHit = memory.extend({ score: z.number(), why: z.string(), signals: hitSignals });

/** What the lines of a context's text say, for callers that write them in their own way. */
export const note = z.object({
  id,
  text: z.string(),
  at: z.string(),
  source: memorySource,
  user: z.string().optional(),
  agent: z.string().optional(),
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
    body: z.strictObject({ memories: z.array(newMemory).min(1).max(1_000) }),
    answer: z.object({ results: z.array(addedMemory) }),
    status: 201,
  }),
  searchMemories: defineEndpoint({
    method: "POST",
    path: "/v1/memories/search",
    scope: "memories:read",
    about: "Find memories by meaning, words and recency; filters are exact.",
    body: z.strictObject({
      query: z.string().trim().min(1).max(4_000),
      /** In place of the query's embedding, for callers that have one. */
      vector: z.array(z.number()).min(1).max(8_192).optional(),
      limit: limit.default(10),
      filter: filter.optional(),
      /** Superseded memories too. */
      superseded: z.boolean().default(false),
    }),
    answer: z.object({ hits: z.array(memoryHit), by: searchedBy }),
  }),
  listMemories: defineEndpoint({
    method: "GET",
    path: "/v1/memories",
    scope: "memories:read",
    about: "List memories, newest first.",
    query: listQuery,
    answer: z.object({ memories: z.array(memory), cursor: z.int().optional() }),
  }),
  getMemory: defineEndpoint({
    method: "GET",
    path: "/v1/memories/{id}",
    scope: "memories:read",
    about: "One memory.",
    answer: z.object({ memory }),
  }),
  updateMemory: defineEndpoint({
    method: "PATCH",
    path: "/v1/memories/{id}",
    scope: "memories:write",
    about: "Change a memory's text, tags, expiry or metadata. `revision` guards against a change in between.",
    body: z.strictObject({
      text: text.optional(),
      tags: tags.optional(),
      expires: time.nullable().optional(),
      metadata: metadata.optional(),
      revision: z.int().positive().optional(),
    }),
    answer: z.object({ memory }),
  }),
  forgetMemory: defineEndpoint({
    method: "DELETE",
    path: "/v1/memories/{id}",
    scope: "memories:write",
    about: "Forget one memory: it is gone, and in no later backup.",
    answer: z.object({ forgotten: z.int() }),
  }),
  forgetMemories: defineEndpoint({
    method: "POST",
    path: "/v1/memories/forget",
    scope: "memories:write",
    about: "Forget all memories that a filter selects; the filter must hold something.",
    body: z.strictObject({ filter: filter.refine((given) => Object.keys(given).length > 0, "must not be empty") }),
    answer: z.object({ forgotten: z.int() }),
  }),
  context: defineEndpoint({
    method: "POST",
    path: "/v1/context",
    scope: "context",
    about:
      "What a model should know for a request: memories and the session's summary as one text with ids, within a budget.",
    body: z.strictObject({
      query: z.string().trim().min(1).max(4_000),
      filter: filter.optional(),
      /** Of the text in the answer. */
      characters: z.int().min(100).max(32_000).default(4_000),
      /** Most memories. */
      limit: limit.default(20),
      /** A memory is left out whose meaning is further from the query's, by cosine, unless it shares words with it: half will do then. */
      leastSimilarity: z.number().min(0).max(1).default(0),
      /** The query's embedding is waited for so long, then it goes by words. */
      withinMs: z.int().positive().max(60_000).optional(),
    }),
    answer: z.object({ text: z.string(), ids: z.array(z.string()), notes: z.array(note), by: searchedBy }),
  }),
};

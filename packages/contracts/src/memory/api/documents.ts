import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { filter, hitSignals, id, limit, listQuery, metadata, name, searchedBy, tags } from "./fields.ts";

export const mediaType = z.enum(["text/plain", "text/markdown", "text/html", "application/pdf"]);

/** Exactly one of `text` and `base64`; PDF needs `base64`. */
export const newDocument = z
  .strictObject({
    /** The same id again replaces the document; only chunks that changed are embedded again. */
    id: id.optional(),
    title: name,
    /** Where it is from: a URL, a path, a book. */
    source: z.string().max(2_000).optional(),
    mediaType: mediaType.default("text/plain"),
    text: z.string().optional(),
    base64: z.base64().optional(),
    user: name.optional(),
    agent: name.optional(),
    tags: tags.optional(),
    metadata: metadata.optional(),
  })
  .refine(({ text, base64 }) => (text === undefined) !== (base64 === undefined), "give one of text and base64");

export const document = z.object({
  id,
  title: z.string(),
  source: z.string().optional(),
  mediaType,
  sha256: z.string(),
  user: z.string().optional(),
  agent: z.string().optional(),
  tags: z.array(z.string()),
  metadata: metadata.optional(),
  chunks: z.int(),
  characters: z.int(),
  created: z.string(),
  updated: z.string(),
});

/** Where a chunk stands in its document's text: characters from `start` up to `end`; a page where there are pages. */
export const citation = z.object({
  chunk: id,
  document: id,
  title: z.string(),
  source: z.string().optional(),
  heading: z.string().optional(),
  page: z.int().optional(),
  start: z.int(),
  end: z.int(),
});

export const documentHit = z.object({
  id,
  text: z.string(),
  score: z.number(),
  why: z.string(),
  signals: hitSignals,
  citation,
});

export const documentEndpoints = {
  ingestDocument: defineEndpoint({
    method: "POST",
    path: "/v1/documents",
    scope: "documents:write",
    about: "Take in a document: text, Markdown, HTML or PDF.",
    body: newDocument,
    answer: z.object({ document, added: z.int(), kept: z.int(), removed: z.int() }),
    status: 201,
  }),
  searchDocuments: defineEndpoint({
    method: "POST",
    path: "/v1/documents/search",
    scope: "documents:read",
    about: "Find passages; each says where it stands.",
    body: z.strictObject({
      query: z.string().trim().min(1).max(4_000),
      limit: limit.default(5),
      filter: filter.omit({ session: true }).optional(),
      document: id.optional(),
    }),
    answer: z.object({ hits: z.array(documentHit), by: searchedBy }),
  }),
  listDocuments: defineEndpoint({
    method: "GET",
    path: "/v1/documents",
    scope: "documents:read",
    about: "List documents, newest first.",
    query: listQuery.omit({ session: true }),
    answer: z.object({ documents: z.array(document), cursor: z.int().optional() }),
  }),
  getDocument: defineEndpoint({
    method: "GET",
    path: "/v1/documents/{id}",
    scope: "documents:read",
    about: "One document's data.",
    answer: z.object({ document }),
  }),
  getChunk: defineEndpoint({
    method: "GET",
    path: "/v1/chunks/{id}",
    scope: "documents:read",
    about: "A passage by the id in a citation.",
    answer: z.object({ text: z.string(), citation }),
  }),
  forgetDocument: defineEndpoint({
    method: "DELETE",
    path: "/v1/documents/{id}",
    scope: "documents:write",
    about: "Forget a document with its chunks.",
    answer: z.object({ forgotten: z.int() }),
  }),
};

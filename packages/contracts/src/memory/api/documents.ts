import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { filter, hitSignals, id, limit, listQuery, metadata, name, searchedBy, tags } from "./fields.ts";

export const mediaType = z.enum(["text/plain", "text/markdown", "text/html", "application/pdf"]);

/** Exactly one of `text` and `base64`; PDF needs `base64`. */
export const newDocument = z
  .strictObject({
    id: id.optional().meta({
      description:
        "Id of the document. The same id again replaces the document; only chunks that changed are embedded again. Default: a new id.",
    }),
    title: name.meta({ description: "Title of the document." }),
    source: z.string().max(2_000).optional().meta({ description: "Where it comes from: a URL, a path, a book." }),
    mediaType: mediaType.default("text/plain").meta({ description: "Media type of the content. PDF needs `base64`." }),
    text: z.string().optional().meta({ description: "The content as text. Give either `text` or `base64`." }),
    base64: z
      .base64()
      .optional()
      .meta({ description: "The content's bytes in base64. Give either `text` or `base64`." }),
    user: name.optional().meta({ description: "Person that the document belongs to." }),
    agent: name.optional().meta({ description: "Agent that the document belongs to. Default: the key's agent." }),
    tags: tags.optional().meta({ description: "Tags to filter by." }),
    metadata: metadata.optional().meta({ description: "Further data from the caller; any JSON values." }),
  })
  .refine(({ text, base64 }) => (text === undefined) !== (base64 === undefined), "give one of text and base64");

export const document = z.object({
  id: id.meta({ description: "Id of the document." }),
  title: z.string().meta({ description: "Title of the document." }),
  source: z.string().optional().meta({ description: "Where it comes from." }),
  mediaType: mediaType.meta({ description: "Media type of the content." }),
  sha256: z.string().meta({ description: "SHA-256 of the content, in hexadecimal." }),
  user: z.string().optional().meta({ description: "Person that the document belongs to." }),
  agent: z.string().optional().meta({ description: "Agent that the document belongs to." }),
  tags: z.array(z.string()).meta({ description: "Tags to filter by." }),
  metadata: metadata.optional().meta({ description: "Further data from the caller." }),
  chunks: z.int().meta({ description: "Number of chunks that it was divided into." }),
  characters: z.int().meta({ description: "Length of its text, in characters." }),
  created: z.string().meta({ description: "When it was added (ISO 8601)." }),
  updated: z.string().meta({ description: "When it was last changed (ISO 8601)." }),
});

/** A chunk's position in its document's text: characters `start` to `end` (exclusive), and the page if there are pages. */
export const citation = z.object({
  chunk: id.meta({ description: "Id of the chunk." }),
  document: id.meta({ description: "Id of its document." }),
  title: z.string().meta({ description: "Title of its document." }),
  source: z.string().optional().meta({ description: "Where its document comes from." }),
  heading: z.string().optional().meta({ description: "Heading that it stands under." }),
  page: z.int().optional().meta({ description: "Page that it is on, from 1; absent where there are no pages." }),
  start: z.int().meta({ description: "First character of the chunk in the document's text, from 0." }),
  end: z.int().meta({ description: "Character after its last one." }),
});

export const documentHit = z.object({
  id: id.meta({ description: "Id of the chunk." }),
  text: z.string().meta({ description: "The chunk." }),
  score: z.number().meta({ description: "Score from 0 to 1; higher is better." }),
  why: z.string().meta({ description: "Why it was found, in one sentence." }),
  signals: hitSignals.meta({ description: "The signals that found it." }),
  citation: citation.meta({ description: "Where the chunk stands." }),
});

export const documentEndpoints = {
  ingestDocument: defineEndpoint({
    method: "POST",
    path: "/v1/documents",
    scope: "documents:write",
    about: "Take in a document: text, Markdown, HTML or PDF.",
    body: newDocument,
    answer: z.object({
      document: document.meta({ description: "The document." }),
      added: z.int().meta({ description: "Number of chunks added." }),
      kept: z.int().meta({ description: "Number of chunks that had not changed." }),
      removed: z.int().meta({ description: "Number of chunks removed." }),
    }),
    status: 201,
  }),
  searchDocuments: defineEndpoint({
    method: "POST",
    path: "/v1/documents/search",
    scope: "documents:read",
    about: "Find passages; each says where it stands.",
    body: z.strictObject({
      query: z.string().trim().min(1).max(4_000).meta({ description: "What to look for." }),
      limit: limit.default(5).meta({ description: "Maximum number of hits." }),
      filter: filter.omit({ session: true }).optional().meta({ description: "Only documents that match all of it." }),
      document: id.optional().meta({ description: "Only chunks of the document with this id." }),
    }),
    answer: z.object({
      hits: z.array(documentHit).meta({ description: "Chunks, best first." }),
      by: searchedBy.meta({ description: "What was searched by." }),
    }),
  }),
  listDocuments: defineEndpoint({
    method: "GET",
    path: "/v1/documents",
    scope: "documents:read",
    about: "List documents, newest first.",
    query: listQuery.omit({ session: true }),
    answer: z.object({
      documents: z.array(document).meta({ description: "Documents, newest first." }),
      cursor: z.int().optional().meta({ description: "Pass it on to get the next page; absent on the last one." }),
    }),
  }),
  getDocument: defineEndpoint({
    method: "GET",
    path: "/v1/documents/{id}",
    scope: "documents:read",
    about: "One document's data.",
    answer: z.object({ document: document.meta({ description: "The document, without its text." }) }),
  }),
  getChunk: defineEndpoint({
    method: "GET",
    path: "/v1/chunks/{id}",
    scope: "documents:read",
    about: "A passage by the id in a citation.",
    answer: z.object({
      text: z.string().meta({ description: "The chunk." }),
      citation: citation.meta({ description: "Where the chunk stands." }),
    }),
  }),
  forgetDocument: defineEndpoint({
    method: "DELETE",
    path: "/v1/documents/{id}",
    scope: "documents:write",
    about: "Forget a document with its chunks.",
    answer: z.object({ forgotten: z.int().meta({ description: "Number of records deleted." }) }),
  }),
};

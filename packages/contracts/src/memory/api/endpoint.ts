import type { z } from "zod";

/**
 * What a key may do. `context` is what `memories:read` includes and no more: the notes for a request, of what is not sensitive.
 * `admin` is for keys, backups, export and the audit log; it includes nothing else.
 */
export const scopes = [
  "memories:read",
  "memories:write",
  "skills:read",
  "skills:write",
  "documents:read",
  "documents:write",
  "checkpoints:read",
  "checkpoints:write",
  "context",
  "admin",
] as const;

export type KeyScope = (typeof scopes)[number];

/**
 * One line of the HTTP contract. The table (api/endpoints.ts) is data: the server routes by it, /openapi.json is made of it, and a
 * client can be.
 */
export interface Endpoint<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `{name}` stands for one segment, percent-encoded. */
  readonly path: `/v1/${string}`;
  readonly scope: KeyScope;
  /** One sentence for a person. */
  readonly about: string;
  /** Of GET and DELETE: the query string's fields, as texts. */
  readonly query?: Query;
  /** Of POST and PATCH: the JSON body. */
  readonly body?: Body;
  readonly answer: Answer;
  /** 200 unless told. */
  readonly status?: 200 | 201;
  /** `lines`: the answer, or the body of a POST, is JSON Lines instead of one JSON value. */
  readonly stream?: "answer" | "body";
}

/** Keeps the schemas' own types, so that a handler and a client see them. */
export function defineEndpoint<Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType>(
  endpoint: Endpoint<Query, Body, Answer>,
): Endpoint<Query, Body, Answer> {
  return endpoint;
}

import type { z } from "zod";
import type { Endpoint } from "@hearth/service/http/endpoint.ts";

/**
 * A key's rights. `context` is a part of `memories:read`: only the notes for a request, without sensitive memories. `admin` covers
 * keys, backups, export and the audit log; it includes no other scope.
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

/** One line of the memory service's HTTP contract; the table is in endpoints.ts. */
export interface MemoryEndpoint<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> extends Endpoint<Query, Body, Answer> {
  readonly path: `/v1/${string}`;
  readonly scope: KeyScope;
}

/** Preserves the schemas' types for handlers and clients. */
export function defineEndpoint<Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType>(
  endpoint: MemoryEndpoint<Query, Body, Answer>,
): MemoryEndpoint<Query, Body, Answer> {
  return endpoint;
}

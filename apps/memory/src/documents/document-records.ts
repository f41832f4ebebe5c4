import type { z } from "zod";
import type { citation, document } from "@hearth/contracts/memory/api/documents.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { toTime } from "../service/times.ts";
import type { JsonObject, KeptRecord, StoredRecord } from "../store/record.ts";
import type { Chunk } from "./make-chunks.ts";

export type DocumentAnswer = z.input<typeof document>;
export type Citation = z.input<typeof citation>;

export interface DocumentBody {
  readonly title: string;
  readonly source?: string;
  readonly mediaType: DocumentAnswer["mediaType"];
  readonly sha256: string;
  readonly metadata?: JsonObject;
  readonly chunks: number;
  readonly characters: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export const documentBodyOf = (record: StoredRecord): DocumentBody => record.body as unknown as DocumentBody;

export function toDocument(record: StoredRecord): DocumentAnswer {
  const { createdMs, updatedMs, metadata, source, ...body } = documentBodyOf(record);
  return {
    id: record.id,
    ...body,
    ...defined({ source, user: record.user, agent: record.agent }),
    tags: [...record.tags],
    ...(metadata === undefined ? {} : { metadata: metadata as never }),
    created: toTime(createdMs),
    updated: toTime(updatedMs),
  };
}

/** The record of a chunk. A repeated text gets an ordinal in its id. */
export function chunkRecord(owner: StoredRecord, chunk: Chunk, ordinal: number): StoredRecord {
  const { title, source } = documentBodyOf(owner);
  const { text, digest, heading, page, start, end } = chunk;
  return {
    tenant: owner.tenant,
    kind: "chunk",
    id: `${owner.id}:${digest}${ordinal === 0 ? "" : `:${ordinal}`}`,
    ...defined({ user: owner.user, agent: owner.agent }),
    group: owner.id,
    tags: owner.tags,
    active: true,
    atMs: owner.atMs,
    // Search the heading too: a chunk under "Oven" need not contain the word.
    text: heading === undefined ? text : `${heading}\n${text}`,
    body: {
      title,
      ...defined({ source, heading, page }),
      start,
      end,
    },
    revision: 1,
  };
}

export const passageOf = ({ text = "", body }: KeptRecord): string =>
  typeof body["heading"] === "string" ? text.slice(body["heading"].length + 1) : text;

export function toCitation({ id, group = "", body }: KeptRecord): Citation {
  const { title, source, heading, page, start, end } = body as unknown as Omit<Citation, "chunk" | "document">;
  return {
    chunk: id,
    document: group,
    title,
    ...defined({ source, heading, page }),
    start,
    end,
  };
}

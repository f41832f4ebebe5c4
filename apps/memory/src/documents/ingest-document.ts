import { hash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { ApiError } from "../api/api-error.ts";
import type { newDocument } from "@hearth/contracts/memory/api/documents.ts";
import type { Caller } from "../keys/key-ring.ts";
import { randomId } from "../memories/memory-id.ts";
import type { Core } from "../service/core.ts";
import { everyRecord } from "../service/page.ts";
import { sortedTags } from "../service/to-filter.ts";
import type { JsonObject, KeptRecord, StoredRecord } from "../store/record.ts";
import type { Change } from "../store/store.ts";
import type { ToCut } from "./chunks-of.ts";
import { chunkRecord, documentBodyOf, type DocumentBody } from "./document-records.ts";
import type { Chunk } from "./make-chunks.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { without } from "@hearth/kernel/omit.ts";

type NewDocument = z.output<typeof newDocument>;

export interface Ingested {
  readonly record: StoredRecord;
  readonly added: number;
  readonly kept: number;
  readonly removed: number;
}

/** Adds or replaces a document; chunks with unchanged text keep their vectors. Throws ApiError. */
export async function ingestDocument(core: Core, caller: Caller, given: NewDocument): Promise<Ingested> {
  const bytes = given.text === undefined ? Buffer.from(given.base64 ?? "", "base64") : Buffer.from(given.text);
  if (given.mediaType === "application/pdf" && given.base64 === undefined) {
    throw new ApiError("invalid_value", "Send a PDF in 'base64'.", { param: "base64" });
  }
  const { mediaType } = given;
  const digest = hash("sha256", bytes);
  const chunks = (await core.documents.run({
    name: "chunksOf",
    input: { mediaType, bytes, mostTokens: core.passageTokens } satisfies ToCut,
    key: caller.id,
    what: "document",
  })) as readonly Chunk[];
  const id = given.id ?? randomId("d");
  return core.locks.run(`document/${caller.tenant}/${id}`, async () => {
    const { store, ledger, now } = core;
    const nowMs = now();
    const key = { tenant: caller.tenant, kind: "document", id } as const;
    const present = await store.get(key, nowMs);
    const record = documentRecord({ caller, given, id, present, nowMs, digest, chunks });
    const scope = { tenant: caller.tenant, kind: "chunk", filter: { group: id, inactive: true }, nowMs } as const;
    const old = new Map<string, KeptRecord>();
    for await (const chunk of everyRecord(store, scope)) old.set(chunk.id, chunk);
    const { changes, ...counts } = chunkChanges(chunkRecords(record, chunks), old);
    await ledger.write({ caller, action: "ingest document", target: id }, [
      { put: record, ifRevision: present?.revision ?? 0 },
      ...changes,
    ]);
    return { record, ...counts };
  });
}

interface DocumentParts {
  readonly caller: Caller;
  readonly given: NewDocument;
  readonly id: string;
  readonly present: KeptRecord | undefined;
  readonly nowMs: number;
  readonly digest: string;
  readonly chunks: readonly Chunk[];
}

function documentRecord({ caller, given, id, present, nowMs, digest, chunks }: DocumentParts): StoredRecord {
  const { title, source, mediaType, user, metadata, tags = [] } = given;
  const agent = given.agent ?? caller.agent;
  const body: DocumentBody = {
    title,
    ...defined({ source }),
    mediaType,
    sha256: digest,
    ...defined({ metadata }),
    chunks: chunks.length,
    characters: chunks.reduce((sum, { text }) => sum + text.length, 0),
    createdMs: present === undefined ? nowMs : documentBodyOf(present).createdMs,
    updatedMs: nowMs,
  };
  return {
    tenant: caller.tenant,
    kind: "document",
    id,
    ...defined({ user, agent }),
    tags: sortedTags(tags),
    active: true,
    atMs: nowMs,
    body: body as unknown as JsonObject,
    revision: (present?.revision ?? 0) + 1,
  };
}

function chunkRecords(owner: StoredRecord, chunks: readonly Chunk[]): readonly StoredRecord[] {
  const seen = new Map<string, number>();
  return chunks.map((chunk) => {
    const ordinal = seen.get(chunk.digest) ?? 0;
    seen.set(chunk.digest, ordinal + 1);
    return chunkRecord(owner, chunk, ordinal);
  });
}

function chunkChanges(wanted: readonly StoredRecord[], old: ReadonlyMap<string, KeptRecord>) {
  const changes: Change[] = [];
  let kept = 0;
  for (const chunk of wanted) {
    const before = old.get(chunk.id);
    if (before === undefined) {
      changes.push({ put: chunk });
      continue;
    }
    kept += 1;
    const put = { ...chunk, atMs: before.atMs, revision: before.revision };
    if (!isDeepStrictEqual(put, without(before, "sequence")))
      changes.push({ put: { ...put, revision: before.revision + 1 } });
  }
  const ids = new Set(wanted.map(({ id }) => id));
  const gone = [...old.values()].filter(({ id }) => !ids.has(id));
  changes.push(...gone.map(({ tenant, kind, id }) => ({ remove: { tenant, kind, id } })));
  return { changes, added: wanted.length - kept, kept, removed: gone.length };
}

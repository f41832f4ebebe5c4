import { ApiError } from "../api/api-error.ts";
import { makeChunks, type Chunk } from "./make-chunks.ts";
import { readDocument, type Source } from "./read-document.ts";

const maxChunks = 10_000;

export interface ToCut extends Source {
  /** How many estimated tokens a chunk may have; absent: only its length counts. */
  readonly mostTokens?: number | undefined;
}

/** A document's chunks. Throws ApiError `unreadable` or `request_too_large`. */
export async function chunksOf({ mostTokens, ...source }: ToCut): Promise<readonly Chunk[]> {
  const chunks = makeChunks(await readDocument(source), mostTokens);
  if (chunks.length > maxChunks) {
    throw new ApiError("request_too_large", `The document has more than ${maxChunks} chunks.`);
  }
  return chunks;
}

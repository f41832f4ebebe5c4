import { ApiError } from "../api/api-error.ts";
import { makeChunks, type Chunk } from "./make-chunks.ts";
import { readDocument, type Source } from "./read-document.ts";

const maxChunks = 10_000;

/** A document's chunks. Throws ApiError `unreadable` or `request_too_large`. */
export async function chunksOf(source: Source): Promise<readonly Chunk[]> {
  const chunks = makeChunks(await readDocument(source));
  if (chunks.length > maxChunks) {
    throw new ApiError("request_too_large", `The document has more than ${maxChunks} chunks.`);
  }
  return chunks;
}

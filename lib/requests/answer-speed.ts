import type { RequestEntry } from "./request-entry.ts";

/** Of the time that a request took; when an answer that is not streamed arrives, it is complete within this. */
const inOnePiece = 0.02;

/** Tokens per second of an answer, undefined if nothing tells: it came in one piece, from a cache, or not at all. */
export function answerSpeed({
  completionTokens = 0,
  durationMs,
  firstByteMs = durationMs,
  cache,
}: Pick<RequestEntry, "completionTokens" | "durationMs" | "firstByteMs" | "cache">): number | undefined {
  const generatingMs = durationMs - firstByteMs;
  if (completionTokens <= 1 || cache === "hit" || generatingMs <= inOnePiece * durationMs) return undefined;
  return (completionTokens - 1) / (generatingMs / 1_000);
}

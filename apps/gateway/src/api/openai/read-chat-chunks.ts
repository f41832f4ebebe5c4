import { ApiError, type ErrorEnvelope } from "../../domain/api-error.ts";
import { chatChunkSchema, type ChatChunk } from "./chat-answer.ts";
import { eventData } from "@hearth/service/http/event-data.ts";
import { toErrorEnvelope } from "../../domain/upstream-error.ts";

/** The end of a stream in OpenAI's API. */
const last = "[DONE]";

/** Parses whole events of a chat's stream into chunks and error envelopes. Throws ApiError `expert_failed` for anything else. */
export function readChatChunks(events: Buffer): readonly (ChatChunk | ErrorEnvelope)[] {
  return eventData(events)
    .filter((data) => data !== last)
    .map((data) => {
      try {
        const value: unknown = JSON.parse(data);
        if (isError(value)) return toErrorEnvelope(500, data);
        return chatChunkSchema.parse(value);
      } catch {
        throw new ApiError("expert_failed", "The expert sent an invalid answer.");
      }
    });
}

const isError = (value: unknown): boolean => typeof value === "object" && value !== null && "error" in value;

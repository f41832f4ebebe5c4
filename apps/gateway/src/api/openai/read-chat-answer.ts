import { ApiError } from "../../domain/api-error.ts";
import { chatAnswerSchema, type ChatAnswer } from "./chat-answer.ts";

/** Parses an unstreamed chat answer. Throws ApiError `expert_failed` if it is not one. */
export function readChatAnswer(body: Buffer): ChatAnswer {
  try {
    return chatAnswerSchema.parse(JSON.parse(body.toString()));
  } catch {
    throw new ApiError("expert_failed", "The expert sent an invalid answer.");
  }
}

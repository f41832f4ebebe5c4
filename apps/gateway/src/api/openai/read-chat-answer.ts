import { ApiError } from "../../domain/api-error.ts";
import { chatAnswerSchema, type ChatAnswer } from "./chat-answer.ts";

/** A whole answer to a chat. Throws ApiError `expert_failed` where it is none. */
export function readChatAnswer(body: Buffer): ChatAnswer {
  try {
    return chatAnswerSchema.parse(JSON.parse(body.toString()));
  } catch {
    throw new ApiError("expert_failed", "The expert sent an invalid answer.");
  }
}

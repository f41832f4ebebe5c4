import { parseRequest } from "../../api/openai/parse-request.ts";
import { chatRequestSchema } from "../../api/openai/schemas.ts";
import type { Adapter } from "./adapter.ts";
import { MessagesAnswer } from "./messages-answer.ts";
import { toMessagesRequest } from "./to-messages-request.ts";

/** Presents Anthropic's Messages API as `/v1/chat/completions`. */
export const anthropicAdapter: Adapter = {
  paths: new Set(["/v1/chat/completions"]),
  jsonSchema: false,
  request: (_path, body, { model, maxTokens, key }) => ({
    path: "/messages",
    headers: { "anthropic-version": "2023-06-01", ...(key === undefined ? {} : { "x-api-key": key }) },
    body: JSON.stringify(
      toMessagesRequest(parseRequest(Buffer.from(JSON.stringify(body)), chatRequestSchema), { model, maxTokens }),
    ),
  }),
  answer: () => new MessagesAnswer(),
};

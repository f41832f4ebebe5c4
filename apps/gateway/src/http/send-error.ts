import type { ServerResponse } from "node:http";
import type { ApiError } from "../openai/api-error.ts";
import { sendJson } from "./send-json.ts";

/** An error in OpenAI's form: as an answer, as a last event of a stream, or, inside any other answer, by cutting it off. */
export function sendError(response: ServerResponse, error: ApiError): void {
  if (!response.headersSent) {
    for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
    if (error.retryAfterSeconds !== undefined) response.setHeader("retry-after", error.retryAfterSeconds);
    sendJson(response, error.row.status, error);
  } else if (String(response.getHeader("content-type")).startsWith("text/event-stream")) {
    response.end(`data: ${JSON.stringify(error)}\n\n`);
  } else {
    response.destroy();
  }
}

import type { ServerResponse } from "node:http";
import { chatEvents } from "../cache/chat-events.ts";
import { eventHeaders, lineHeaders } from "../../upstream/experts/attempt.ts";
import type { Inference } from "../../domain/inference.ts";

/** Whether a cached answer can be sent in the form that the request asks for: streams only for chats. */
export const canReplay = ({ stream, path }: Inference): boolean => !stream || path === "/v1/chat/completions";

/** Sends a cached answer in the form of the caller's API. */
export function sendCached(response: ServerResponse, inference: Inference, kept: Buffer): void {
  const form = inference.answer?.();
  if (!inference.stream) {
    const body = form?.whole(kept) ?? kept;
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
    return;
  }
  const events = chatEvents(kept, form !== undefined || wantsUsage(inference));
  response.writeHead(200, form?.lines === true ? lineHeaders : eventHeaders);
  response.end(form === undefined ? events : Buffer.concat([form.events(events), form.end()]));
}

function wantsUsage(inference: Inference): boolean {
  const options = inference.json()["stream_options"];
  return (
    typeof options === "object" && options !== null && "include_usage" in options && options.include_usage === true
  );
}

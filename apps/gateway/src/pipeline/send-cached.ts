import type { ServerResponse } from "node:http";
import type { Inference } from "./inference.ts";

/** Whether a kept answer can be given in the form that this request asks for. */
export const canReplay = ({ stream }: Inference): boolean => !stream;

/** Answers from the cache. */
export function sendCached(response: ServerResponse, _inference: Inference, body: Buffer): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}

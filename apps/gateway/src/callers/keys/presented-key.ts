import type { IncomingHttpHeaders } from "node:http";
import { bearerKey } from "@hearth/service/http/bearer-key.ts";

/** The key in a request's headers: `Authorization: Bearer KEY` from OpenAI's clients, `x-api-key: KEY` from Anthropic's. */
export function presentedKey({ authorization, "x-api-key": apiKey }: IncomingHttpHeaders): string | undefined {
  if (authorization !== undefined) return bearerKey(authorization);
  return typeof apiKey === "string" && apiKey !== "" ? apiKey : undefined;
}

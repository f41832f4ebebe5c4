import type { IncomingHttpHeaders } from "node:http";

/** The key in a request's headers: `Authorization: Bearer KEY` as OpenAI's clients send it, `x-api-key: KEY` as Anthropic's do. */
export function presentedKey({ authorization, "x-api-key": apiKey }: IncomingHttpHeaders): string | undefined {
  if (authorization !== undefined) return /^bearer +(\S+) *$/i.exec(authorization)?.[1];
  return typeof apiKey === "string" && apiKey !== "" ? apiKey : undefined;
}

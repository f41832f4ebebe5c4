import type { IncomingHttpHeaders } from "node:http";

const maxNameLength = 256;

/** The caller's name for a conversation: the header `x-session-id`, else the one in the body. */
export function sessionOf(headers: IncomingHttpHeaders, inBody: string | null | undefined): string | undefined {
  const header = headers["x-session-id"];
  const name = typeof header === "string" ? header : inBody;
  return name === undefined || name === null || name === "" ? undefined : name.slice(0, maxNameLength);
}

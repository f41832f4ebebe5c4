import type { IncomingMessage } from "node:http";

/** The path of a request, not decoded. */
export const pathOf = ({ url = "/" }: Pick<IncomingMessage, "url">): string => url.split("?", 1)[0] ?? url;

/** The query of a request. */
export function queryOf({ url = "" }: Pick<IncomingMessage, "url">): URLSearchParams {
  const at = url.indexOf("?");
  return new URLSearchParams(at === -1 ? "" : url.slice(at + 1));
}

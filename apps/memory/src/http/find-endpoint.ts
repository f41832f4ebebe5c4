import { ApiError } from "../api/api-error.ts";
import { endpoints, type EndpointName } from "@hearth/contracts/memory/api/endpoints.ts";

export interface FoundEndpoint {
  readonly name: EndpointName;
  readonly params: Readonly<Record<string, string>>;
}

interface Line {
  readonly name: EndpointName;
  readonly method: string;
  readonly parts: readonly string[];
}

const lines: readonly Line[] = Object.entries(endpoints).map(([name, { method, path }]) => ({
  name: name as EndpointName,
  method,
  parts: path.split("/"),
}));

/** The endpoint of a request. A path written out wins over one with a parameter. Throws ApiError where there is none. */
export function findEndpoint(method: string, path: string): FoundEndpoint {
  const given = path.split("/");
  const matching = lines
    .filter(({ parts }) => parts.length === given.length)
    .filter(({ parts }) => parts.every((part, index) => part.startsWith("{") || part === given[index]));
  const literal = (line: Line): number => line.parts.filter((part) => !part.startsWith("{")).length;
  const most = Math.max(0, ...matching.map(literal));
  const best = matching.filter((line) => literal(line) === most);
  if (best.length === 0) throw new ApiError("unknown_url", "Unknown request URL; see /openapi.json.");
  const found = matching.find((line) => line.method === method);
  if (found === undefined) {
    throw new ApiError("method_not_allowed", `Use ${best.map((line) => line.method).join(" or ")} for this URL.`);
  }
  return { name: found.name, params: paramsOf(found.parts, given) };
}

function paramsOf(parts: readonly string[], given: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    if (part.startsWith("{")) params[part.slice(1, -1)] = decode(given[index] ?? "");
  }
  return params;
}

function decode(segment: string): string {
  try {
    const text = decodeURIComponent(segment);
    if (text !== "" && text.length <= 200 && !/\p{Cc}/u.test(text)) return text;
  } catch {
    // Fall through: what cannot be decoded is refused like what is not acceptable.
  }
  throw new ApiError("invalid_value", "A part of the URL is empty, too long or not percent-encoded as it should be.");
}

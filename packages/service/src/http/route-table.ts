import { FrameError } from "./service-error.ts";

/** Method and path of a route. */
export interface RouteLine {
  /** `*`: any. */
  readonly method: string;
  /** `{name}` stands for one segment, percent-encoded. */
  readonly path: string;
  /** The path's last parameter takes the rest of the URL, including slashes, as in names of models. */
  readonly rest?: true;
}

/** The values of the path's parameters, not decoded. */
export type PathParams = Readonly<Record<string, string>>;

export interface RouteMatch<Line> {
  readonly line: Line;
  readonly params: PathParams;
}

interface Place<Line extends RouteLine> {
  readonly parts: readonly string[];
  readonly rest: boolean;
  readonly byMethod: ReadonlyMap<string, RouteMatch<Line>>;
}

/** Finds routes by path, then by method. A literal path wins over one with a parameter, whatever the method. */
export class RouteTable<Line extends RouteLine> {
  readonly #exact: ReadonlyMap<string, Place<Line>>;
  /** Routes with parameters; those with more literal segments are tried first. */
  readonly #patterns: readonly Place<Line>[];
  readonly #unknown: string;

  /** `unknown`: message for URLs that match no route. */
  constructor(lines: readonly Line[], unknown: string) {
    const places = [...Map.groupBy(lines, ({ path }) => path)].map(([path, lines]) => [path, toPlace(lines)] as const);
    this.#exact = new Map(places.filter(([path]) => !path.includes("{")));
    this.#patterns = places
      .filter(([path]) => path.includes("{"))
      .map(([, place]) => place)
      .toSorted((a, b) => writtenOut(b) - writtenOut(a));
    this.#unknown = unknown;
  }

  /**
   * The route, or the error to send: `unknown_url`, or `method_not_allowed` with the allowed methods. A path that nothing matches is
   * tried again without doubled slashes and one at its end, as base URLs often have them.
   */
  find(path: string, method: string | undefined): RouteMatch<Line> | FrameError {
    const found = this.#find(path, method);
    if (!(found instanceof FrameError) || found.code !== "unknown_url") return found;
    const plain = path.replace(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");
    return plain === path ? found : this.#find(plain, method);
  }

  #find(path: string, method: string | undefined): RouteMatch<Line> | FrameError {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return byMethod(exact, method) ?? notAllowed(exact);
    const given = path.split("/");
    for (const place of this.#patterns) {
      const params = paramsOf(place, given);
      if (params === undefined) continue;
      const match = byMethod(place, method);
      return match === undefined ? notAllowed(place) : { line: match.line, params };
    }
    return new FrameError("unknown_url", this.#unknown);
  }
}

const isParameter = (part: string): boolean => part.startsWith("{");
const writtenOut = ({ parts }: Place<RouteLine>): number => parts.filter((part) => !isParameter(part)).length;

function toPlace<Line extends RouteLine>(lines: readonly Line[]): Place<Line> {
  const [{ path, rest = false } = { path: "" }] = lines;
  return {
    parts: path.split("/"),
    rest,
    // Built once: a request for a path without parameters costs two lookups and no allocation.
    byMethod: new Map(lines.map((line) => [line.method, { line, params: {} }])),
  };
}

function byMethod<Line extends RouteLine>(
  { byMethod }: Place<Line>,
  method: string | undefined,
): RouteMatch<Line> | undefined {
  // Node leaves the body out of an answer to HEAD by itself.
  return byMethod.get(method ?? "") ?? (method === "HEAD" ? byMethod.get("GET") : undefined) ?? byMethod.get("*");
}

function notAllowed({ byMethod }: Place<RouteLine>): FrameError {
  const methods = [...byMethod.keys()];
  return new FrameError("method_not_allowed", `Use ${methods.join(" or ")} for this URL.`, {
    headers: { allow: methods.join(", ") },
  });
}

/** Undefined if the path does not match. */
function paramsOf({ parts, rest }: Place<RouteLine>, given: readonly string[]): PathParams | undefined {
  if (rest ? given.length < parts.length : given.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const text = rest && index === parts.length - 1 ? given.slice(index).join("/") : (given[index] ?? "");
    if (isParameter(part)) params[part.slice(1, -1)] = text;
    else if (part !== text) return undefined;
  }
  return rest && params[parts.at(-1)?.slice(1, -1) ?? ""] === "" ? undefined : params;
}

/** Decodes a parameter. Throws FrameError `invalid_value` if it is not a valid name. */
export function decodeParam(sent: string): string {
  try {
    const text = decodeURIComponent(sent);
    if (text !== "" && text.length <= 200 && !/\p{Cc}/u.test(text)) return text;
  } catch {
    // Malformed encoding is refused like an invalid name.
  }
  throw new FrameError("invalid_value", "A part of the URL is empty, too long or not percent-encoded as it should be.");
}

import { ApiError } from "../../domain/api-error.ts";
import type { Route } from "../../domain/route.ts";

/** The end of a path that stands for anything, slashes too, as a model's name may have. */
const rest = "/{id}";

/** Finds routes by path and method. */
export class RouteTable {
  readonly #exact: ReadonlyMap<string, readonly Route[]>;
  readonly #prefixes: readonly { readonly prefix: string; readonly routes: readonly Route[] }[];

  constructor(routes: readonly Route[]) {
    const byPath = Map.groupBy(routes, ({ path }) => path);
    this.#exact = byPath;
    this.#prefixes = [...byPath]
      .filter(([path]) => path.endsWith(rest))
      .map(([path, routes]) => ({ prefix: path.slice(0, 1 - rest.length), routes }));
  }

  /** The route, or the error to answer with: `unknown_url`, or `method_not_allowed` with the methods that are. */
  find(path: string, method: string | undefined): Route | ApiError {
    const routes = this.#exact.get(path) ?? this.#byPrefix(path);
    if (routes === undefined) return new ApiError("unknown_url", "Unknown request URL. The API is under /v1.");
    const methods = routes.map((route) => route.method);
    return (
      routes.find((route) => route.method === method) ??
      new ApiError("method_not_allowed", `Use ${methods.join(" or ")} for this URL.`, {
        headers: { allow: methods.join(", ") },
      })
    );
  }

  #byPrefix(path: string): readonly Route[] | undefined {
    return this.#prefixes.find(({ prefix }) => path.startsWith(prefix) && path.length > prefix.length)?.routes;
  }
}

import type { Dispatcher } from "undici";
import Agent from "undici/lib/dispatcher/agent.js";
import ask from "undici/lib/api/api-request.js";
import errors from "undici/lib/core/errors.js";

/*
 * What the gateway needs of undici, from the files where it is: the package's index also loads fetch, WebSockets, caches and mocks,
 * some 4 MB of memory. The version is pinned, and a test of the bundle says whether the rest has come back.
 */

// It is the index that gives dispatchers this method; embeddings and traces are sent by it.
Object.assign(Agent.prototype, { request: ask });

export { Agent, errors };

export interface HttpRequest extends Omit<Dispatcher.RequestOptions, "origin" | "path" | "method"> {
  readonly dispatcher: Dispatcher;
  readonly method?: Dispatcher.HttpMethod;
}

/** As undici's own `request`. Throws where no answer comes. */
export function request(
  address: string | URL,
  { dispatcher, method = "GET", ...options }: HttpRequest,
): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(address);
  return ask.call(dispatcher, { ...options, method, origin, path: pathname + search });
}

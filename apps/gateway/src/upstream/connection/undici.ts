import type { Dispatcher } from "undici";
import Agent from "undici/lib/dispatcher/agent.js";
import ask from "undici/lib/api/api-request.js";
import errors from "undici/lib/core/errors.js";

/*
 * Imports only the parts of undici that the gateway needs: the package's index also loads fetch, WebSockets, caches and mocks, about
 * 4 MB of memory. The version is pinned, and a test of the bundle fails if the rest gets in again.
 */

// The package's index normally adds this method; embeddings and traces are sent with it.
Object.assign(Agent.prototype, { request: ask });

export { Agent, errors };

export interface HttpRequest extends Omit<Dispatcher.RequestOptions, "origin" | "path" | "method"> {
  readonly dispatcher: Dispatcher;
  readonly method?: Dispatcher.HttpMethod;
}

/** Like undici's own `request`. Throws if no answer comes. */
export function request(
  address: string | URL,
  { dispatcher, method = "GET", ...options }: HttpRequest,
): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(address);
  return ask.call(dispatcher, { ...options, method, origin, path: pathname + search });
}

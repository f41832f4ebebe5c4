import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "../../domain/api-error.ts";
import type { AccessConfig } from "@hearth/contracts/gateway/access-config.ts";

const exposed =
  "retry-after, x-request-id, request-id, x-hearth-expert, x-hearth-route, x-hearth-reason, x-hearth-cache, x-hearth-memories, " +
  "x-hearth-warnings, " +
  "x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests, " +
  "x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens";
const preflightAgeSeconds = "600";
const headerNames = /^[\w-]+(?: *, *[\w-]+)*$/;

/** CORS. Browsers send `Origin` for every page's request, programs usually do not, so requests without it pass. */
export class CrossOrigin {
  readonly #origins: ReadonlySet<string>;

  constructor({ origins }: Pick<AccessConfig, "origins">) {
    this.#origins = new Set(origins);
  }

  /** Throws ApiError `origin_denied` for a page that is not allowed. */
  check({ headers: { origin } }: IncomingMessage): void {
    if (origin === undefined || this.#origins.has(origin) || this.#origins.has("*")) return;
    throw new ApiError(
      "origin_denied",
      "Pages of this origin may not call the gateway; see `access.origins` in its configuration.",
    );
  }

  /** Sets the CORS headers. True if the request was a preflight, which is then answered. */
  answer({ method, headers }: IncomingMessage, response: ServerResponse): boolean {
    const { origin, "access-control-request-method": wanted, "access-control-request-headers": names = "" } = headers;
    if (origin === undefined) return false;
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("vary", "origin");
    if (method !== "OPTIONS" || wanted === undefined) {
      response.setHeader("access-control-expose-headers", exposed);
      return false;
    }
    response.writeHead(204, {
      "access-control-allow-methods": "GET, POST, DELETE",
      "access-control-max-age": preflightAgeSeconds,
      ...(headerNames.test(names) ? { "access-control-allow-headers": names } : {}),
    });
    response.end();
    return true;
  }
}

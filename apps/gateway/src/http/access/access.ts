import type { IncomingMessage } from "node:http";
import type { Exchange } from "../../domain/exchange.ts";
import type { Route } from "../../domain/route.ts";
import type { KeyRing } from "../../callers/keys/key-ring.ts";
import type { Caller } from "../../domain/caller.ts";
import { presentedKey } from "../../callers/keys/presented-key.ts";
import { ApiError } from "../../domain/api-error.ts";
import { createAddressFilter } from "./address-filter.ts";
import { CrossOrigin } from "./cross-origin.ts";
import type { AccessConfig } from "@hearth/contracts/gateway/access-config.ts";

/** The access rules: checks the address, then the web origin, then the API key. */
export class AccessControl {
  readonly #keys: Pick<KeyRing, "identify">;
  readonly #mayCall: (address: string) => boolean;
  readonly #pages: CrossOrigin;

  constructor(config: AccessConfig, keys: Pick<KeyRing, "identify">) {
    this.#keys = keys;
    this.#mayCall = createAddressFilter(config);
    this.#pages = new CrossOrigin(config);
  }

  /**
   * Admits a request and records its caller if the route needs a key. False: it was a CORS preflight, which is answered. Throws
   * ApiError.
   */
  admit(exchange: Exchange, access: Route["access"] | undefined): boolean {
    const { request, response } = exchange;
    this.checkSource(exchange);
    if (this.#pages.answer(request, response)) return false;
    if (access === "key") exchange.caller = this.authenticate(exchange);
    return true;
  }

  /** Throws ApiError `address_denied` or `origin_denied`. */
  checkSource(exchange: Pick<Exchange, "request" | "denied">): void {
    const { request } = exchange;
    const address = request.socket.remoteAddress ?? "";
    if (!this.#mayCall(address)) {
      exchange.denied = `address ${address}`;
      throw new ApiError("address_denied", "This address may not call the gateway.");
    }
    try {
      this.#pages.check(request);
    } catch (error) {
      exchange.denied = `origin ${originOf(request)}`;
      throw error;
    }
  }

  /** Throws ApiError `invalid_api_key`, the same for every reason; only the log names the reason. */
  authenticate(exchange: Pick<Exchange, "request" | "denied">): Caller {
    const caller = this.#keys.identify(presentedKey(exchange.request.headers));
    if (typeof caller === "object") return caller;
    exchange.denied = `key ${caller}`;
    throw new ApiError("invalid_api_key", "A valid API key is needed: send it as 'Authorization: Bearer KEY'.");
  }
}

/** Shortened for the log. */
const originOf = ({ headers: { origin = "" } }: IncomingMessage): string => origin.slice(0, 100);

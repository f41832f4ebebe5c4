import type { EndpointAnswer, EndpointCall } from "@hearth/service/http/endpoint.ts";
import type { EndpointName, Endpoints } from "@hearth/contracts/memory/api/endpoints.ts";
import type { Caller } from "../keys/key-ring.ts";

/** A validated request. */
export type Call<Name extends EndpointName> = EndpointCall<Endpoints[Name]> & { readonly caller: Caller };

export type AnswerOf<Name extends EndpointName> = EndpointAnswer<Endpoints[Name]>;

export type Handler<Name extends EndpointName> = (call: Call<Name>) => Promise<AnswerOf<Name>>;

/** The handlers of some endpoints. */
export type Handlers<Names extends EndpointName> = { readonly [Name in Names]: Handler<Name> };

/** A path parameter; the endpoint's path guarantees that it exists. */
export function param({ params }: { readonly params: Readonly<Record<string, string>> }, name: string): string {
  const value = params[name];
  if (value === undefined) throw new TypeError(`the path has no {${name}}`);
  return value;
}

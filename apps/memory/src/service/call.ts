import type { z } from "zod";
import type { EndpointName, Endpoints } from "@hearth/contracts/memory/api/endpoints.ts";
import type { Caller } from "../keys/key-ring.ts";

type QueryOf<E> = E extends { readonly query?: infer Q extends z.ZodType } ? z.output<Q> : undefined;
type BodyOf<E> = E extends { readonly stream?: "answer" | "body"; readonly body?: infer B extends z.ZodType }
  ? z.output<B>
  : undefined;

/** A request whose parts have been checked. */
export interface Call<Name extends EndpointName> {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: QueryOf<Endpoints[Name]>;
  readonly body: BodyOf<Endpoints[Name]>;
}

export type AnswerOf<Name extends EndpointName> = z.input<Endpoints[Name]["answer"]>;

export type Handler<Name extends EndpointName> = (call: Call<Name>) => Promise<AnswerOf<Name>>;

/** The handlers of some endpoints; together the rooms' handlers are all of them. */
export type Handlers<Names extends EndpointName> = { readonly [Name in Names]: Handler<Name> };

/** A parameter of the path; the endpoint's path says that it is there. */
export function param({ params }: { readonly params: Readonly<Record<string, string>> }, name: string): string {
  const value = params[name];
  if (value === undefined) throw new TypeError(`the path has no {${name}}`);
  return value;
}

import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { parseInput, parseJson, utf8Text } from "./parse-input.ts";
import { readBody } from "./read-body.ts";
import { queryOf } from "./request-url.ts";
import type { PathParams } from "./route-table.ts";

/**
 * One line of a service's HTTP contract. A service's table of them is data: the server routes by it, its OpenAPI document is made of it,
 * and so is its client. Each service adds what its endpoints differ in, such as who may ask.
 */
export interface Endpoint<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `{name}` stands for one segment, percent-encoded. */
  readonly path: `/${string}`;
  /** The path's last parameter may hold slashes. */
  readonly rest?: true;
  /** One sentence for a person. */
  readonly about: string;
  /** The query string's fields, as texts. */
  readonly query?: Query;
  /** The JSON body. */
  readonly body?: Body;
  readonly answer: Answer;
  /** Absent: 200. */
  readonly status?: 200 | 201;
  /** Which of the two is not one JSON value, and is passed on as it comes. */
  readonly stream?: "answer" | "body";
  /** Media types of what is not JSON. */
  readonly bodyType?: string;
  readonly answerType?: string;
}

export type EndpointTable = Readonly<Record<string, Endpoint>>;

type Part<E, Name extends "query" | "body"> = E extends { readonly [K in Name]?: infer Schema extends z.ZodType }
  ? Schema
  : never;

/** What a handler gets: the parts of a request, checked. */
export interface EndpointCall<E> {
  readonly params: PathParams;
  readonly query: [Part<E, "query">] extends [never] ? undefined : z.output<Part<E, "query">>;
  readonly body: [Part<E, "body">] extends [never] ? undefined : z.output<Part<E, "body">>;
}

/** What a handler gives. */
export type EndpointAnswer<E extends { readonly answer: z.ZodType }> = z.input<E["answer"]>;

/** Reads and checks what an endpoint takes. Throws FrameError. */
export async function readInput(
  request: IncomingMessage,
  { query, body }: Pick<Endpoint, "query" | "body">,
  limitBytes: number,
): Promise<{ readonly query: unknown; readonly body: unknown }> {
  const text = body === undefined ? "" : utf8Text(await readBody(request, limitBytes));
  return {
    query: query === undefined ? undefined : parseInput(Object.fromEntries(queryOf(request)), query),
    body: body === undefined ? undefined : parseInput(parseJson(text), body),
  };
}

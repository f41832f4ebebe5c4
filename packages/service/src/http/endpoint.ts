import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { parseInput, parseJson, utf8Text } from "./parse-input.ts";
import { readBody } from "./read-body.ts";
import { queryOf } from "./request-url.ts";
import type { PathParams } from "./route-table.ts";

/**
 * One line of a service's HTTP contract. A service's table is data: the server's routes, its OpenAPI document and its client come from
 * it. Each service adds its own fields, such as who may call.
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
  /** The query string's fields. */
  readonly query?: Query;
  /** The JSON body. */
  readonly body?: Body;
  readonly answer: Answer;
  /** Absent: 200. */
  readonly status?: 200 | 201;
  /** Which of the two is streamed instead of being one JSON value. */
  readonly stream?: "answer" | "body";
  /** Media type of a body that is not JSON. */
  readonly bodyType?: string;
  readonly answerType?: string;
}

export type EndpointTable = Readonly<Record<string, Endpoint>>;

type Part<E, Name extends "query" | "body"> = E extends { readonly [K in Name]?: infer Schema extends z.ZodType }
  ? Schema
  : never;

/** A handler's input: the validated parts of a request. */
export interface EndpointCall<E> {
  readonly params: PathParams;
  readonly query: [Part<E, "query">] extends [never] ? undefined : z.output<Part<E, "query">>;
  readonly body: [Part<E, "body">] extends [never] ? undefined : z.output<Part<E, "body">>;
}

/** A handler's result. */
export type EndpointAnswer<E extends { readonly answer: z.ZodType }> = z.input<E["answer"]>;

/** Reads and validates an endpoint's input. Throws FrameError. */
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

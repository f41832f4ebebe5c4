import { z } from "zod";
import { defined } from "@hearth/kernel/defined.ts";
import type { Endpoint, EndpointTable } from "./endpoint.ts";

/** One request to a service. */
export interface HttpRequest {
  readonly method: Endpoint["method"];
  /** Including the query string, percent-encoded: `/v1/memories?limit=5`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<string | Uint8Array>;
  /** The answer has no time limit. */
  readonly streams?: true;
}

export interface HttpResponse {
  readonly status: number;
  readonly retryAfter?: string;
  /** The body, streamed. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Reaches a service directly, or through a node over SSH. Any status is an answer; throws if there is none. */
export type HttpTransport = (request: HttpRequest) => Promise<HttpResponse>;

const envelopeSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), param: z.string().nullish() }),
});

/** A service refused a request. */
export class ServiceRefusal extends Error {
  override readonly name = "ServiceRefusal";
  readonly status: number;
  readonly code: string;
  /** The invalid field of the request. */
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, text: string, retryAfter: string | undefined) {
    const { code, message, param } = parse(text) ?? { code: "unknown", message: `status ${status}`, param: undefined };
    super(message);
    this.status = status;
    this.code = code;
    this.param = param ?? undefined;
    this.retryAfterSeconds = retryAfter === undefined ? undefined : Number(retryAfter);
  }
}

type Part<Key extends "query" | "body", E> = E extends { readonly [K in Key]?: infer Schema extends z.ZodType }
  ? unknown extends z.input<Schema>
    ? { readonly [K in Key]?: undefined }
    : { readonly [K in Key]: z.input<Schema> }
  : { readonly [K in Key]?: undefined };

/** An endpoint's path parameters (such as `id` in `/v1/memories/{id}`), query and body. */
export type EndpointInput<E> = { readonly params?: Readonly<Record<string, string>> } & Part<"query", E> &
  Part<"body", E>;

export type EndpointResult<E extends { readonly answer: z.ZodType }> = z.output<E["answer"]>;

/**
 * Typed calls of a service's HTTP contract by endpoint name. Methods throw ServiceRefusal if the service refuses, and the transport's
 * error if it does not answer.
 */
export interface EndpointClient<Table extends EndpointTable> {
  call<Name extends keyof Table>(name: Name, input: EndpointInput<Table[Name]>): Promise<EndpointResult<Table[Name]>>;
  /** Calls an endpoint with a streamed answer. */
  receive<Name extends keyof Table>(name: Name, input: EndpointInput<Table[Name]>): Promise<AsyncIterable<Uint8Array>>;
  /** Calls an endpoint with a streamed body. */
  send<Name extends keyof Table>(
    name: Name,
    input: Omit<EndpointInput<Table[Name]>, "body">,
    body: AsyncIterable<string | Uint8Array>,
  ): Promise<EndpointResult<Table[Name]>>;
}

interface LooseInput {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: unknown;
  readonly body?: unknown;
}

export interface EndpointClientOptions {
  readonly transport: HttpTransport;
  readonly key: string;
}

/** Creates a client from a service's endpoint table. */
export function createEndpointClient<const Table extends EndpointTable>(
  table: Table,
  { transport, key }: EndpointClientOptions,
): EndpointClient<Table> {
  const ask = async (
    { method, path, bodyType = "application/json" }: Endpoint,
    { params = {}, query }: LooseInput,
    more: Pick<HttpRequest, "body" | "streams">,
  ): Promise<HttpResponse> => {
    const response = await transport({
      method,
      path: `${filled(path, params)}${queryString(query)}`,
      headers: {
        authorization: `Bearer ${key}`,
        ...defined({ "content-type": more.body === undefined ? undefined : bodyType }),
      },
      ...more,
    });
    if (response.status < 300) return response;
    throw new ServiceRefusal(response.status, await textOf(response), response.retryAfter);
  };
  const endpointOf = (name: keyof Table): Endpoint => {
    const endpoint = table[name];
    if (endpoint === undefined) throw new TypeError(`there is no endpoint ${String(name)}`);
    return endpoint;
  };
  const read = async <Name extends keyof Table>(name: Name, response: HttpResponse) =>
    endpointOf(name).answer.parse(JSON.parse(await textOf(response))) as EndpointResult<Table[Name]>;
  return {
    async call(name, input) {
      const { body } = input as LooseInput;
      return read(name, await ask(endpointOf(name), input, defined({ body: asJson(body) })));
    },
    receive: async (name, input) => (await ask(endpointOf(name), input, { streams: true })).body,
    send: async (name, input, body) => read(name, await ask(endpointOf(name), input, { body, streams: true })),
  };
}

const asJson = (body: unknown): string | undefined => (body === undefined ? undefined : JSON.stringify(body));

const filled = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new TypeError(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });

function queryString(query: unknown): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) parameters.set(name, String(value));
  return parameters.size === 0 ? "" : `?${parameters.toString()}`;
}

async function textOf({ body }: HttpResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): z.infer<typeof envelopeSchema>["error"] | undefined {
  try {
    return envelopeSchema.parse(JSON.parse(text)).error;
  } catch {
    return undefined;
  }
}

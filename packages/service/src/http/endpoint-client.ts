import { z } from "zod";
import { defined } from "@hearth/kernel/defined.ts";
import type { Endpoint, EndpointTable } from "./endpoint.ts";

/** One request to a service. */
export interface HttpRequest {
  readonly method: Endpoint["method"];
  /** With its query string, percent-encoded: `/v1/memories?limit=5`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<string | Uint8Array>;
  /** The answer may take as long as it does. */
  readonly streams?: true;
}

export interface HttpResponse {
  readonly status: number;
  readonly retryAfter?: string;
  /** The body as it comes. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** How a service is reached: directly, or through a node over SSH. Any status is an answer; throws where there is none. */
export type HttpTransport = (request: HttpRequest) => Promise<HttpResponse>;

const envelopeSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), param: z.string().nullish() }),
});

/** What a service refused. */
export class ServiceRefusal extends Error {
  override readonly name = "ServiceRefusal";
  readonly status: number;
  readonly code: string;
  /** The field of the request that is wrong. */
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

/** The parts of a path, as `id` in `/v1/memories/{id}`, beside the body and the query that the endpoint's schemas say. */
export type EndpointInput<E> = { readonly params?: Readonly<Record<string, string>> } & Part<"query", E> &
  Part<"body", E>;

export type EndpointResult<E extends { readonly answer: z.ZodType }> = z.output<E["answer"]>;

/**
 * Calls of a service's HTTP contract by their names, typed by it. Methods throw ServiceRefusal where the service refuses, and what the
 * transport threw where it does not answer.
 */
export interface EndpointClient<Table extends EndpointTable> {
  call<Name extends keyof Table>(name: Name, input: EndpointInput<Table[Name]>): Promise<EndpointResult<Table[Name]>>;
  /** The answer of an endpoint that streams it, as it comes. */
  receive<Name extends keyof Table>(name: Name, input: EndpointInput<Table[Name]>): Promise<AsyncIterable<Uint8Array>>;
  /** The answer of an endpoint whose body is sent as it comes. */
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

/** A client that is made of a service's endpoint table. */
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

import { StringDecoder } from "node:string_decoder";
import type { z } from "zod";
import { endpoints, type EndpointName, type Endpoints } from "@hearth/contracts/memory/api/endpoints.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { MemoryApiError } from "./memory-api-error.ts";
import type { MemoryRequest, MemoryResponse, MemoryTransport } from "./transport.ts";

export interface MemoryClientOptions {
  readonly transport: MemoryTransport;
  readonly key: string;
}

/** The parts of a path, as `id` in `/v1/memories/{id}`, beside the body and the query that the endpoint's schemas say. */
export type MemoryInput<Name extends EndpointName> = {
  readonly params?: Readonly<Record<string, string>>;
} & Part<"query", Endpoints[Name]> &
  Part<"body", Endpoints[Name]>;

type Part<Key extends "query" | "body", Endpoint> = Endpoint extends {
  readonly [K in Key]?: infer Schema extends z.ZodType;
}
  ? unknown extends z.input<Schema>
    ? { readonly [K in Key]?: undefined }
    : { readonly [K in Key]: z.input<Schema> }
  : { readonly [K in Key]?: undefined };

export type MemoryAnswer<Name extends EndpointName> = z.output<Endpoints[Name]["answer"]>;

/** Calls of the HTTP contract by their names, typed by it. */
export interface MemoryClient {
  /** Throws MemoryApiError where the service refuses, and what the transport threw where it does not answer. */
  call<Name extends EndpointName>(name: Name, input: MemoryInput<Name>): Promise<MemoryAnswer<Name>>;
  /** The tenant's records as lines of JSON, as they come. */
  exportLines(): AsyncIterable<string>;
  importLines(lines: AsyncIterable<string>): Promise<MemoryAnswer<"import">>;
}

interface LooseInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: unknown;
  readonly body?: unknown;
}

export function createMemoryClient({ transport, key }: MemoryClientOptions): MemoryClient {
  const authorization = `Bearer ${key}`;
  const send = async (request: Omit<MemoryRequest, "headers">, contentType?: string): Promise<MemoryResponse> => {
    const headers = { authorization, ...defined({ "content-type": contentType }) };
    const response = await transport({ ...request, headers });
    if (response.status < 300) return response;
    throw new MemoryApiError(response.status, await textOf(response), response.retryAfter);
  };
  return {
    call: async (name, input) => {
      const { method, path, answer } = endpoints[name];
      const { params = {}, query, body } = input as LooseInput;
      const response = await send(
        {
          method,
          path: `${filled(path, params)}${queryString(query)}`,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
        body === undefined ? undefined : "application/json",
      );
      return answer.parse(JSON.parse(await textOf(response))) as MemoryAnswer<typeof name>;
    },
    exportLines: async function* () {
      const { method, path } = endpoints.export;
      yield* linesOf(await send({ method, path }));
    },
    importLines: async (lines) => {
      const { method, path, answer } = endpoints.import;
      const body = (async function* () {
        for await (const line of lines) yield `${line}\n`;
      })();
      return answer.parse(JSON.parse(await textOf(await send({ method, path, body }, "application/x-ndjson"))));
    },
  };
}

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

async function textOf({ body }: MemoryResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

async function* linesOf({ body }: MemoryResponse): AsyncIterable<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.write(Buffer.from(chunk))).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield line;
  }
  if (rest !== "") yield rest;
}

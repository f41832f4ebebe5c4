import { StringDecoder } from "node:string_decoder";
import { endpoints, type EndpointName, type Endpoints } from "@hearth/contracts/memory/api/endpoints.ts";
import {
  createEndpointClient,
  type EndpointClientOptions,
  type EndpointInput,
  type EndpointResult,
} from "@hearth/service/http/endpoint-client.ts";

export type MemoryInput<Name extends EndpointName> = EndpointInput<Endpoints[Name]>;
export type MemoryAnswer<Name extends EndpointName> = EndpointResult<Endpoints[Name]>;

/** Typed calls of the HTTP contract by endpoint name. */
export interface MemoryClient {
  /** Throws ServiceRefusal if the service refuses, and the transport's error if it does not answer. */
  call<Name extends EndpointName>(name: Name, input: MemoryInput<Name>): Promise<MemoryAnswer<Name>>;
  /** Streams the tenant's records as lines of JSON. */
  exportLines(): AsyncIterable<string>;
  importLines(lines: AsyncIterable<string>): Promise<MemoryAnswer<"import">>;
}

export function createMemoryClient(options: EndpointClientOptions): MemoryClient {
  const client = createEndpointClient(endpoints, options);
  return {
    call: (name, input) => client.call(name, input),
    exportLines: async function* () {
      yield* linesOf(await client.receive("export", {}));
    },
    importLines: (lines) =>
      client.send(
        "import",
        {},
        (async function* () {
          for await (const line of lines) yield `${line}\n`;
        })(),
      ),
  };
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.write(Buffer.from(chunk))).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield line;
  }
  if (rest !== "") yield rest;
}

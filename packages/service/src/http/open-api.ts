import { z } from "zod";
import { without } from "@hearth/kernel/omit.ts";
import type { Endpoint } from "./endpoint.ts";

type Json = Readonly<Record<string, unknown>>;

/** What a service adds to an endpoint's description. */
export interface OperationFacts {
  readonly tags: readonly string[];
  readonly description?: string;
  readonly security?: readonly Json[];
  /** Other content of the answer, by media type, such as an event stream. */
  readonly content?: Json;
  /** Error answers, by status. */
  readonly responses: Json;
}

export interface OpenApiParts<E extends Endpoint> {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  /** By name; the names are the operation ids. */
  readonly endpoints: Readonly<Record<string, E>>;
  readonly facts: (endpoint: E) => OperationFacts;
  readonly components: Json;
  /** Default for operations without their own. */
  readonly security?: readonly Json[];
}

/** A service's contract as OpenAPI 3.1, generated from its endpoint table. */
export function openApi<E extends Endpoint>({ info, endpoints, facts, components, security }: OpenApiParts<E>): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [id, endpoint] of Object.entries(endpoints)) {
    (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = operation(id, endpoint, facts(endpoint));
  }
  return { openapi: "3.1.0", info, ...(security === undefined ? {} : { security }), paths, components };
}

/** OpenAPI 3.1 and zod use the same JSON Schema draft; `$schema` is removed, since it does not belong inside a document. */
export const schemaIn = (schema: z.ZodType, io: "input" | "output"): Json =>
  without(z.toJSONSchema(schema, { io, unrepresentable: "any" }), "$schema");

function operation(id: string, endpoint: Endpoint, { content, responses, ...facts }: OperationFacts): Json {
  const { path, about, query, body, answer, status = 200 } = endpoint;
  const { bodyType = "application/json", answerType = "application/json" } = endpoint;
  return {
    operationId: id,
    summary: about,
    ...facts,
    parameters: [...inPath(path), ...(query === undefined ? [] : inQuery(query))],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { [bodyType]: { schema: schemaIn(body, "input") } } } }),
    responses: {
      [status]: { description: "The answer.", content: { [answerType]: described(answer), ...content } },
      ...responses,
    },
  };
}

/** Content that is not JSON has no schema. */
function described(answer: z.ZodType): Json {
  return answer instanceof z.ZodUnknown ? {} : { schema: schemaIn(answer, "output") };
}

const inPath = (path: string): readonly Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: `The object's ${name}, percent-encoded.`,
    schema: { type: "string", minLength: 1 },
  }));

function inQuery(query: z.ZodType): readonly Json[] {
  const schema = schemaIn(query, "input") as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    in: "query",
    required: schema.required?.includes(name) ?? false,
    description: field["description"],
    schema: field,
  }));
}

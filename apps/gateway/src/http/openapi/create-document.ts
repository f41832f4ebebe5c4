import { z } from "zod";
import type { Route } from "../../domain/route.ts";
import { apiErrors } from "../../domain/api-error.ts";
import { anthropicError, openaiError } from "./answer-schemas.ts";
import type { Operation } from "./operation.ts";

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI document of the routes that there are; a test says that each has its operation. */
export function createDocument(routes: readonly Route[], operations: readonly Operation[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const { method, path, access } of routes) {
    const operation = operations.find((operation) => operation.path === path && operation.method === method);
    if (operation === undefined) continue;
    (paths[path] ??= {})[method.toLowerCase()] = describe(operation, access);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Hearth gateway",
      version: "1",
      description: "One door to the experts of a cluster: OpenAI's API, Anthropic's Messages, and a little more.",
    },
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
      },
      schemas: { OpenAIError: jsonSchema(openaiError, "output"), AnthropicError: jsonSchema(anthropicError, "output") },
    },
  };
}

function describe(operation: Operation, access: Route["access"]): Json {
  const { id, summary, tag, request, form, answer, streams, path } = operation;
  const { type, schema } = answer;
  const asks = path.startsWith("/v1/") && operation.method === "POST";
  return {
    operationId: id,
    summary,
    tags: [tag],
    security: access === "key" ? [{ bearer: [] }, { apiKey: [] }] : [],
    parameters: parameters(operation),
    ...(request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [form ? "multipart/form-data" : "application/json"]: { schema: jsonSchema(request, "input") } },
          },
        }),
    responses: {
      200: {
        description: "The answer.",
        content: {
          [type]: schema === undefined ? {} : { schema: jsonSchema(schema, "output") },
          ...(streams ? { "text/event-stream": {} } : {}),
        },
      },
      ...(asks ? inferenceErrors(path) : plainErrors(operation, access)),
    },
  };
}

function parameters({ path, query }: Operation): readonly Json[] {
  const inPath = { name: "id", in: "path", required: true, schema: { type: "string", minLength: 1 } };
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: jsonSchema(schema as z.ZodType, "input"),
  }));
  return [...(path.endsWith("/{id}") ? [inPath] : []), ...inQuery];
}

/** By status, what the gateway's own errors are called. */
const codesByStatus: ReadonlyMap<number, readonly (readonly [string, object])[]> = Map.groupBy(
  Object.entries(apiErrors),
  ([, { status }]) => status,
);

function inferenceErrors(path: string): Json {
  return Object.fromEntries(
    [...codesByStatus.keys()].filter((status) => status !== 426).map((status) => [status, error(path, status)]),
  );
}

function plainErrors({ path, query }: Operation, access: Route["access"]): Json {
  const ofInput = path.endsWith("{id}") ? [400, 404] : query === undefined ? [] : [400];
  const statuses = [403, ...(access === "key" ? [401] : []), ...ofInput];
  const ready = path === "/health/ready" ? { 503: { description: "Not ready." } } : {};
  return { ...Object.fromEntries(statuses.map((status) => [status, error(path, status)])), ...ready };
}

function error(path: string, status: number): Json {
  const name = path.startsWith("/v1/messages") ? "AnthropicError" : "OpenAIError";
  const codes = (codesByStatus.get(status) ?? []).map(([code]) => code);
  return {
    description: `\`code\`: ${codes.join(", ")}.`,
    content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
  };
}

/** OpenAPI 3.1 speaks this draft; the line that says so is not wanted inside a document. */
function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const whole = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== "$schema"));
}

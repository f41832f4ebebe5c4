import { z } from "zod";
import { apiErrors } from "../api/api-error.ts";
import type { MemoryEndpoint } from "@hearth/contracts/memory/api/endpoint.ts";
import { endpoints } from "@hearth/contracts/memory/api/endpoints.ts";
import { without } from "@hearth/kernel/omit.ts";

const schemaOf = (schema: z.ZodType, io: "input" | "output"): object =>
  without(z.toJSONSchema(schema, { io, unrepresentable: "any" }), "$schema");

/** The contract as OpenAPI 3.1, made of the endpoint table. */
export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, endpoint] of Object.entries<MemoryEndpoint>(endpoints)) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation(name, endpoint) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Hearth memory", version },
    security: [{ key: [] }],
    paths,
    components: { securitySchemes: { key: { type: "http", scheme: "bearer" } }, responses: { error: errorAnswer } },
  };
}

function operation(name: string, { path, about, scope, query, body, answer, status, stream }: MemoryEndpoint): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
    name: parameter,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const json = (schema: object, lines: boolean): object => ({
    content: { [lines ? "application/jsonl" : "application/json"]: { schema } },
  });
  return {
    operationId: name,
    summary: about,
    description: `Needs the scope \`${scope}\`.`,
    tags: [path.split("/")[2]],
    parameters: [...inPath, ...(query === undefined ? [] : inQuery(query))],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, ...json(schemaOf(body, "input"), stream === "body") } }),
    responses: {
      [status ?? 200]: { description: "Done.", ...json(schemaOf(answer, "output"), stream === "answer") },
      default: { $ref: "#/components/responses/error" },
    },
  };
}

function inQuery(query: z.ZodType): readonly object[] {
  const schema = schemaOf(query, "input") as {
    properties?: Readonly<Record<string, object>>;
    required?: readonly string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    in: "query",
    required: schema.required?.includes(name) ?? false,
    schema: field,
  }));
}

const errorAnswer = {
  description: "An error.",
  content: {
    "application/json": {
      schema: {
        type: "object",
        required: ["error"],
        properties: {
          error: {
            type: "object",
            required: ["code", "message", "param"],
            properties: {
              code: { enum: Object.keys(apiErrors) },
              message: { type: "string" },
              param: { type: ["string", "null"] },
            },
          },
        },
      },
    },
  },
};

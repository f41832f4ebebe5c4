import { openApi, schemaIn, type OperationFacts } from "@hearth/service/http/open-api.ts";
import { anthropicError, openaiError } from "../../api/answer-schemas.ts";
import { ollamaError } from "../../api/ollama/answer-schemas.ts";
import type { GatewayEndpoint } from "../../api/endpoint.ts";
import { apiErrors } from "../../domain/api-error.ts";

type Json = Readonly<Record<string, unknown>>;

/** The gateway's contract as OpenAPI 3.1. */
export const createDocument = (endpoints: Readonly<Record<string, GatewayEndpoint>>): Json =>
  openApi({
    info: {
      title: "Hearth gateway",
      version: "1",
      description:
        "One endpoint for the experts of a cluster: OpenAI's API, Anthropic's Messages, Ollama's API, and a few more.",
    },
    endpoints,
    facts,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
      },
      schemas: {
        OpenAIError: schemaIn(openaiError, "output"),
        AnthropicError: schemaIn(anthropicError, "output"),
        OllamaError: schemaIn(ollamaError, "output"),
      },
    },
  });

const streamTypes = { events: "text/event-stream", lines: "application/x-ndjson" } as const;

function facts(endpoint: GatewayEndpoint): OperationFacts {
  const { tag, access, streams, parse, path } = endpoint;
  return {
    tags: [tag],
    security: access === "key" ? [{ bearer: [] }, { apiKey: [] }] : [],
    ...(streams === undefined ? {} : { content: { [streamTypes[streams]]: {} } }),
    responses: parse === undefined ? plainErrors(endpoint) : inferenceErrors(path),
  };
}

/** Codes of the gateway's own errors, by status. */
const codesByStatus: ReadonlyMap<number, readonly (readonly [string, object])[]> = Map.groupBy(
  Object.entries(apiErrors),
  ([, { status }]) => status,
);

function inferenceErrors(path: string): Json {
  return Object.fromEntries(
    [...codesByStatus.keys()].filter((status) => status !== 426).map((status) => [status, error(path, status)]),
  );
}

function plainErrors({ path, query, body, access }: GatewayEndpoint): Json {
  const ofInput = path.includes("{id}")
    ? [400, 404]
    : body !== undefined
      ? [400, 404, 408, 413, 415]
      : query === undefined
        ? []
        : [400];
  const statuses = [403, ...(access === "key" ? [401] : []), ...ofInput];
  const ready = path === "/health/ready" ? { 503: { description: "Not ready." } } : {};
  return { ...Object.fromEntries(statuses.map((status) => [status, error(path, status)])), ...ready };
}

function error(path: string, status: number): Json {
  const name = path.startsWith("/v1/messages")
    ? "AnthropicError"
    : path.startsWith("/api/")
      ? "OllamaError"
      : "OpenAIError";
  const codes = (codesByStatus.get(status) ?? []).map(([code]) => code);
  return {
    description: `\`code\`: ${codes.join(", ")}.`,
    content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
  };
}

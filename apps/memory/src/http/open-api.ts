import { openApi } from "@hearth/service/http/open-api.ts";
import type { MemoryEndpoint } from "@hearth/contracts/memory/api/endpoint.ts";
import { endpoints } from "@hearth/contracts/memory/api/endpoints.ts";
import { apiErrors } from "../api/api-error.ts";

/** The contract as OpenAPI 3.1. */
export const describeMemory = (version: string): object =>
  openApi<MemoryEndpoint>({
    info: { title: "Hearth memory", version },
    endpoints,
    facts: ({ path, scope }) => ({
      tags: [path.split("/")[2] ?? ""],
      description: `Needs the scope \`${scope}\`.`,
      responses: { default: { $ref: "#/components/responses/error" } },
    }),
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: "http", scheme: "bearer" } }, responses: { error: errorAnswer } },
  });

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
            description: "The error.",
            required: ["code", "message", "param"],
            properties: {
              code: { enum: Object.keys(apiErrors), description: "The service's code for the error." },
              message: { type: "string", description: "What went wrong." },
              param: {
                type: ["string", "null"],
                description: "Field of the request that is wrong; `null` if it is not about one.",
              },
            },
          },
        },
      },
    },
  },
};

import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { Inference } from "../pipeline/inference.ts";
import type { Parser } from "../pipeline/parser.ts";
import { parseRequest } from "./parse-request.ts";
import { chatRequestSchema, embeddingsRequestSchema } from "./schemas.ts";

interface Known {
  readonly model?: string | null | undefined;
  readonly stream?: boolean | null | undefined;
  readonly temperature?: number | null | undefined;
  readonly max_tokens?: number | null | undefined;
  readonly max_completion_tokens?: number | null | undefined;
  readonly tools?: readonly unknown[] | null | undefined;
  readonly user?: string | null | undefined;
}

type Fixed = Pick<Inference, "api" | "path" | "kind">;

const bytesPerToken = 4;

const parserFor =
  (fixed: Fixed, schema: z.ZodType<Known>): Parser =>
  (body: Buffer, headers: IncomingHttpHeaders): Inference => {
    const known = parseRequest(body, schema);
    const session = headers["x-session-id"];
    return {
      ...fixed,
      model: known.model ?? undefined,
      stream: known.stream === true,
      body,
      needs: { tools: (known.tools?.length ?? 0) > 0, vision: false, audio: false, jsonSchema: false },
      promptTokens: Math.ceil(body.length / bytesPerToken),
      maxTokens: known.max_completion_tokens ?? known.max_tokens ?? undefined,
      temperature: known.temperature ?? undefined,
      session: typeof session === "string" ? session : (known.user ?? undefined),
      text: () => "",
      json: () => ({ ...known }),
    };
  };

export const chatParser = parserFor({ api: "chat", path: "/v1/chat/completions", kind: "chat" }, chatRequestSchema);
export const embeddingsParser = parserFor(
  { api: "embeddings", path: "/v1/embeddings", kind: "embedding" },
  embeddingsRequestSchema,
);

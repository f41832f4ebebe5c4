import { z } from "zod";
import type { ErrorEnvelope } from "./api-error.ts";
import type { Expert } from "./expert.ts";
import { promptTooLong, textTooLong } from "./too-long.ts";

/** llama-server's envelope: `code` is the status, `type` the kind. Lenient: other servers leave fields out. */
const upstreamErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
    param: z.string().nullish(),
    n_prompt_tokens: z.int().optional().catch(undefined),
    n_ctx: z.int().optional().catch(undefined),
  }),
});

/** llama-server's error types that have a code of their own in OpenAI's API. */
const codes: Readonly<Record<string, string>> = {
  exceed_context_size_error: "context_length_exceeded",
  unavailable_error: "expert_unavailable",
};

/** llama-server's words for a text that is longer than its batch. */
const largerThanBatch = /^input \((\d+) tokens\) is too large to process\..*batch size: (\d+)/;

/** An expert's error answer (status 400 and above) in OpenAI's form. */
export function toErrorEnvelope(status: number, body: string, asked?: Pick<Expert, "name" | "model">): ErrorEnvelope {
  const parsed = upstreamErrorSchema.safeParse(parseJson(body));
  const type = status < 500 ? "invalid_request_error" : "server_error";
  if (!parsed.success) {
    return { error: { message: `The expert answered with status ${status}.`, type, param: null, code: null } };
  }
  const { message, type: kind, code, param, n_prompt_tokens: tokens, n_ctx: limit } = parsed.data.error;
  const { name: expert = "", model = "" } = asked ?? {};
  if (tokens !== undefined && limit !== undefined) {
    return tooLongEnvelope(promptTooLong({ tokens, limit, expert }));
  }
  const [, textTokens, batch] = largerThanBatch.exec(message) ?? [];
  if (textTokens !== undefined) {
    return tooLongEnvelope(textTooLong({ tokens: Number(textTokens), limit: Number(batch), expert: model }));
  }
  const named = codes[kind ?? ""] ?? (typeof code === "string" ? code : null);
  const tooLong = status === 400 && /\bcontext (?:length|size|window)\b/i.test(message);
  return { error: { message, type, param: param ?? null, code: tooLong ? "context_length_exceeded" : named } };
}

const tooLongEnvelope = (message: string): ErrorEnvelope => ({
  error: { message, type: "invalid_request_error", param: null, code: "context_length_exceeded" },
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

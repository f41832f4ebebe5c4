import { z } from "zod";
import type { ErrorEnvelope } from "./api-error.ts";

/** llama-server's envelope: `code` is the status, `type` the kind. Lenient: other servers leave fields out. */
const upstreamErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
    param: z.string().nullish(),
  }),
});

/** llama-server's error types that have a code of their own in OpenAI's API. */
const codes: Readonly<Record<string, string>> = {
  exceed_context_size_error: "context_length_exceeded",
  unavailable_error: "expert_unavailable",
};

/** An expert's error answer (status 400 and above) in OpenAI's form. */
export function toErrorEnvelope(status: number, body: string): ErrorEnvelope {
  const parsed = upstreamErrorSchema.safeParse(parseJson(body));
  const type = status < 500 ? "invalid_request_error" : "server_error";
  if (!parsed.success) {
    return { error: { message: `The expert answered with status ${status}.`, type, param: null, code: null } };
  }
  const { message, type: kind, code, param } = parsed.data.error;
  const named = codes[kind ?? ""] ?? (typeof code === "string" ? code : null);
  const tooLong = status === 400 && /\bcontext (?:length|size|window)\b/i.test(message);
  return { error: { message, type, param: param ?? null, code: tooLong ? "context_length_exceeded" : named } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

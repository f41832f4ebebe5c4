import { z } from "zod";

const envelopeSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), param: z.string().nullish() }),
});

/** What the service refused; codes are in src/api/api-error.ts. */
export class MemoryApiError extends Error {
  override readonly name = "MemoryApiError";
  readonly status: number;
  readonly code: string;
  /** The field of the request that is wrong. */
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, text: string, retryAfter: string | undefined) {
    const { code, message, param } = parse(text) ?? { code: "unknown", message: `status ${status}`, param: undefined };
    super(message);
    this.status = status;
    this.code = code;
    this.param = param ?? undefined;
    this.retryAfterSeconds = retryAfter === undefined ? undefined : Number(retryAfter);
  }
}

function parse(text: string): z.infer<typeof envelopeSchema>["error"] | undefined {
  try {
    return envelopeSchema.parse(JSON.parse(text)).error;
  } catch {
    return undefined;
  }
}

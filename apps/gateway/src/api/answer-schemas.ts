import { z } from "zod";

/* What the answers hold at least. Experts say more, and that goes through. */

const count = z.int().nonnegative();

const usage = z.looseObject({ prompt_tokens: count, total_tokens: count });

export const chatCompletion = z.looseObject({
  id: z.string(),
  object: z.literal("chat.completion"),
  created: count,
  model: z.string(),
  choices: z.array(
    z.looseObject({
      index: count,
      finish_reason: z.string().nullable(),
      message: z.looseObject({ role: z.literal("assistant"), content: z.string().nullable() }),
    }),
  ),
});

export const completion = z.looseObject({
  id: z.string(),
  object: z.literal("text_completion"),
  choices: z.array(z.looseObject({ index: count, text: z.string() })),
});

export const response = z.looseObject({
  id: z.string(),
  object: z.literal("response"),
  status: z.enum(["completed", "incomplete"]),
  output: z.array(z.looseObject({ type: z.string(), id: z.string() })),
});

export const message = z.looseObject({
  id: z.string(),
  type: z.literal("message"),
  role: z.literal("assistant"),
  content: z.array(z.looseObject({ type: z.string() })),
  stop_reason: z.string().nullable(),
  usage: z.looseObject({ input_tokens: count, output_tokens: count }),
});

export const embeddings = z.looseObject({
  object: z.literal("list"),
  data: z.array(
    z.looseObject({
      object: z.literal("embedding"),
      index: count,
      embedding: z.union([z.array(z.number()), z.string()]),
    }),
  ),
  usage: usage.optional(),
});

export const ranking = z.looseObject({
  results: z.array(z.looseObject({ index: count, relevance_score: z.number() })),
});

export const images = z.looseObject({ created: count, data: z.array(z.looseObject({})) });

export const tokenCount = z.looseObject({ input_tokens: count });

export const model = z.looseObject({
  id: z.string(),
  object: z.literal("model"),
  created: count,
  owned_by: z.string(),
  kind: z.string(),
  experts: z.array(z.string()),
});

export const models = z.looseObject({ object: z.literal("list"), data: z.array(model) });

export const health = z.looseObject({
  status: z.string(),
  components: z.looseObject({ consul: z.string(), experts: count }),
});

/** OpenAI's error. */
export const openaiError = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

/** Anthropic's error; also of any other route that is called with the header `anthropic-version`. */
export const anthropicError = z.object({
  type: z.literal("error"),
  error: z.object({ type: z.string(), message: z.string(), code: z.string().optional() }),
});

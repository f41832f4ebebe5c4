import { z } from "zod";

/* The fields that answers always have. Experts may add more, which is passed through. */

const count = z.int().nonnegative();

const usage = z.looseObject({
  prompt_tokens: count.meta({ description: "Tokens of the prompt." }),
  total_tokens: count.meta({ description: "Tokens of prompt and answer together." }),
});

export const chatCompletion = z.looseObject({
  id: z.string().meta({ description: "Id of the answer." }),
  object: z.literal("chat.completion").meta({ description: "Kind of object." }),
  created: count.meta({ description: "When it was created, in Unix seconds." }),
  model: z.string().meta({ description: "Model that answered." }),
  choices: z
    .array(
      z.looseObject({
        index: count.meta({ description: "Number of the answer, from 0." }),
        finish_reason: z.string().nullable().meta({ description: "Why the answer ended, such as `stop` or `length`." }),
        message: z
          .looseObject({
            role: z.literal("assistant").meta({ description: "Who speaks." }),
            content: z.string().nullable().meta({ description: "The text; `null` if the model only called tools." }),
          })
          .meta({ description: "The answer." }),
      }),
    )
    .meta({ description: "The answers." }),
});

export const completion = z.looseObject({
  id: z.string().meta({ description: "Id of the answer." }),
  object: z.literal("text_completion").meta({ description: "Kind of object." }),
  choices: z
    .array(
      z.looseObject({
        index: count.meta({ description: "Number of the answer, from 0." }),
        text: z.string().meta({ description: "The text." }),
      }),
    )
    .meta({ description: "The answers." }),
});

export const response = z.looseObject({
  id: z.string().meta({ description: "Id of the answer." }),
  object: z.literal("response").meta({ description: "Kind of object." }),
  status: z.enum(["completed", "incomplete"]).meta({ description: "`incomplete` if the answer was cut off." }),
  output: z
    .array(
      z.looseObject({
        type: z.string().meta({ description: "Kind of item." }),
        id: z.string().meta({ description: "Id of the item." }),
      }),
    )
    .meta({ description: "Items of the answer." }),
});

export const message = z.looseObject({
  id: z.string().meta({ description: "Id of the answer." }),
  type: z.literal("message").meta({ description: "Kind of object." }),
  role: z.literal("assistant").meta({ description: "Who speaks." }),
  content: z
    .array(z.looseObject({ type: z.string().meta({ description: "Kind of block." }) }))
    .meta({ description: "Blocks of the answer." }),
  stop_reason: z.string().nullable().meta({ description: "Why the answer ended, such as `end_turn` or `max_tokens`." }),
  usage: z
    .looseObject({
      input_tokens: count.meta({ description: "Tokens of the prompt." }),
      output_tokens: count.meta({ description: "Tokens of the answer." }),
    })
    .meta({ description: "Tokens used." }),
});

export const embeddings = z.looseObject({
  object: z.literal("list").meta({ description: "Kind of object." }),
  data: z
    .array(
      z.looseObject({
        object: z.literal("embedding").meta({ description: "Kind of object." }),
        index: count.meta({ description: "Number of the text, from 0." }),
        embedding: z
          .union([z.array(z.number()), z.string()])
          .meta({ description: "The vector: numbers, or base64 of 32-bit floats." }),
      }),
    )
    .meta({ description: "One vector per text." }),
  usage: usage.optional().meta({ description: "Tokens used." }),
});

export const ranking = z.looseObject({
  results: z
    .array(
      z.looseObject({
        index: count.meta({ description: "Number of the document in the request, from 0." }),
        relevance_score: z.number().meta({ description: "Relevance; higher is better." }),
      }),
    )
    .meta({ description: "Documents, most relevant first." }),
});

export const images = z.looseObject({
  created: count.meta({ description: "When it was created, in Unix seconds." }),
  data: z.array(z.looseObject({})).meta({ description: "The pictures." }),
});

export const tokenCount = z.looseObject({ input_tokens: count.meta({ description: "Tokens of the prompt." }) });

export const model = z.looseObject({
  id: z.string().meta({ description: "Name to ask for." }),
  object: z.literal("model").meta({ description: "Kind of object." }),
  created: count.meta({
    description: "When this gateway started, in Unix seconds: a model's file does not say when it was made.",
  }),
  owned_by: z.string().meta({ description: "Always `hearth`." }),
  kind: z.string().meta({ description: "What the model does, such as `chat` or `embedding`." }),
  experts: z.array(z.string()).meta({ description: "Experts that run the model." }),
});

export const models = z.looseObject({
  object: z.literal("list").meta({ description: "Kind of object." }),
  data: z.array(model).meta({ description: "The models." }),
});

export const health = z.looseObject({
  status: z.string().meta({ description: "`ok`; or, of readiness, `ready`, `starting` or `draining`." }),
  components: z
    .looseObject({
      consul: z.string().meta({ description: "`connected` or `away`." }),
      experts: count.meta({ description: "Number of healthy experts." }),
    })
    .meta({ description: "State of what the gateway depends on." }),
});

/** OpenAI's error. */
export const openaiError = z.object({
  error: z
    .object({
      message: z.string().meta({ description: "What went wrong." }),
      type: z.string().meta({ description: "OpenAI's kind of error." }),
      param: z
        .string()
        .nullable()
        .meta({ description: "Field of the request that is wrong; `null` if it is not about one." }),
      code: z.string().nullable().meta({ description: "The gateway's code for the error." }),
    })
    .meta({ description: "The error." }),
});

/** Anthropic's error; used on any route that is called with the header `anthropic-version`. */
export const anthropicError = z.object({
  type: z.literal("error").meta({ description: "Kind of object." }),
  error: z
    .object({
      type: z.string().meta({ description: "Anthropic's kind of error." }),
      message: z.string().meta({ description: "What went wrong." }),
      code: z.string().optional().meta({ description: "The gateway's code for the error." }),
    })
    .meta({ description: "The error." }),
});

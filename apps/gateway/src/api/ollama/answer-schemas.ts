import { z } from "zod";

const moment = z.string().meta({ description: "When it was written." });
const modelName = z.string().meta({ description: "Model that answered." });
const done = z.boolean().meta({ description: "Whether this is the end of the answer." });

export const ollamaChatAnswer = z.looseObject({
  model: modelName,
  created_at: moment,
  message: z
    .looseObject({
      role: z.literal("assistant").meta({ description: "Who speaks." }),
      content: z.string().meta({ description: "The text." }),
    })
    .meta({ description: "The answer." }),
  done,
});

export const ollamaGenerateAnswer = z.looseObject({
  model: modelName,
  created_at: moment,
  response: z.string().meta({ description: "The text." }),
  done,
});

export const ollamaEmbedAnswer = z.looseObject({
  model: modelName,
  embeddings: z.array(z.array(z.number())).meta({ description: "One vector per text." }),
});

export const ollamaEmbeddingsAnswer = z.looseObject({
  embedding: z.array(z.number()).meta({ description: "The vector." }),
});

export const ollamaModels = z.looseObject({
  models: z
    .array(
      z.looseObject({
        name: z.string().meta({ description: "Name to ask for." }),
        model: z.string().meta({ description: "The same." }),
      }),
    )
    .meta({ description: "The models that this key can use now." }),
});

export const ollamaModel = z.looseObject({
  details: z.looseObject({}).meta({ description: "Format and family." }),
  model_info: z.looseObject({}).meta({ description: "Context size, as `hearth.context_length`." }),
  capabilities: z
    .array(z.string())
    .meta({ description: "What it can do: `completion`, `tools`, `vision`, `embedding`." }),
});

export const ollamaVersion = z.looseObject({
  version: z.string().meta({ description: "Version of Ollama whose API this follows." }),
});

export const ollamaError = z.looseObject({ error: z.string().meta({ description: "What went wrong." }) });

import { z } from "zod";
import { languageCode, modelFileName, modelName, sha256, size } from "./fields.ts";

const model = z.strictObject({
  kind: z.enum(["chat", "embedding"]).meta({ description: "What the model does: `chat` or `embedding`." }),
  file: modelFileName.meta({ description: "Name of the GGUF file." }),
  sha256: sha256.meta({ description: "SHA-256 of the file: 64 lowercase hexadecimal digits." }),
  size: size.meta({ description: "Size of the file." }),
  memory: size.meta({ description: "Memory that the weights, the longest context and the buffers need together." }),
  context: z.int().min(128).meta({ description: "Longest context that the model was trained for, in tokens." }),
  dimensions: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "Length of an embedding, in numbers.", requiredWith: "kind: embedding" }),
  languages: z.array(languageCode).min(1).optional().meta({
    description:
      "Languages that the model understands, by their two letters, such as `en`. For an embedding model that does not list `de`, German text is also stored in English words.",
    defaultNote: "not known",
  }),
});

/** The shape of models.yaml: rows by name. */
export const modelsSchema = z.record(modelName, model).meta({ keyName: "MODEL" });

export type Models = z.infer<typeof modelsSchema>;
export type ModelRow = z.infer<typeof model>;

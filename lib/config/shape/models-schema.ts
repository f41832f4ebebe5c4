import { z } from "zod";
import { modelFileName, modelName, sha256, size } from "./fields.ts";

const model = z.strictObject({
  kind: z.enum(["chat", "embedding"]),
  file: modelFileName,
  sha256,
  size,
  memory: size,
  context: z.int().min(128),
  dimensions: z.int().min(1).optional(),
});

/** The shape of models.yaml: rows by name. */
export const modelsSchema = z.record(modelName, model);

export type Models = z.infer<typeof modelsSchema>;
export type ModelRow = z.infer<typeof model>;

import { z } from "zod";
import type { ModelFacts } from "./model-facts.ts";

const amount = z.int().min(0);
const perLayer = z.array(amount).readonly();

/** `ModelFacts` as they are kept in JSON. */
export const modelFactsSchema: z.ZodType<ModelFacts> = z.strictObject({
  architecture: z.string(),
  layers: amount,
  embeddingLength: amount,
  heads: amount,
  kvHeads: amount,
  kvHeadsByLayer: perLayer.exactOptional(),
  keyLength: amount,
  valueLength: amount,
  trainedContext: amount,
  vocabulary: amount,
  fileBytes: amount,
  layerBytes: perLayer,
  otherBytes: z.strictObject({ inputBytes: amount, outputBytes: amount }),
  expertBytes: perLayer,
  experts: z.strictObject({ count: amount, used: amount }).exactOptional(),
  quantization: z.string(),
  slidingWindow: amount.exactOptional(),
  isRecurrent: z.boolean().exactOptional(),
  embeddingDimensions: amount.exactOptional(),
  chat: z.strictObject({ tools: z.boolean(), system: z.boolean(), reasoning: z.boolean() }),
});

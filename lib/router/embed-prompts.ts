import { embeddingText } from "@hearth/classifier/classifier.ts";
import type { EmbedTexts } from "./embed-texts.ts";
import type { LabelledPrompt } from "./labelled-prompt.ts";
import type { EmbeddedPrompt } from "./train-classifier.ts";

/** Every prompt with the embedding that the gateway would ask for. */
export async function embedPrompts(
  prompts: readonly LabelledPrompt[],
  embed: EmbedTexts,
): Promise<readonly EmbeddedPrompt[]> {
  const vectors = await embed(prompts.map(({ text }) => embeddingText(text)));
  return prompts.map((prompt, index) => ({ ...prompt, embedding: vectors[index] ?? [] }));
}

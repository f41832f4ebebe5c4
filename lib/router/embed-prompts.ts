import { embeddingText } from "@hearth/classifier/classifier.ts";
import type { Progress } from "@hearth/kernel/log.ts";
import type { EmbedTexts } from "./embed-texts.ts";
import type { LabelledPrompt } from "./labelled-prompt.ts";
import type { EmbeddedPrompt } from "./train-classifier.ts";

/** A few seconds of work; what an interrupted run has embedded is in the cache up to here. */
const chunkSize = 200;

/** Every prompt with the embedding that the gateway would ask for. */
export async function embedPrompts(
  prompts: readonly LabelledPrompt[],
  embed: EmbedTexts,
  progress: Progress = () => undefined,
): Promise<readonly EmbeddedPrompt[]> {
  const embedded: EmbeddedPrompt[] = [];
  for (let start = 0; start < prompts.length; start += chunkSize) {
    progress(`${start} of ${prompts.length}`);
    const chunk = prompts.slice(start, start + chunkSize);
    const vectors = await embed(chunk.map(({ text }) => embeddingText(text)));
    embedded.push(...chunk.map((prompt, index) => ({ ...prompt, embedding: vectors[index] ?? [] })));
  }
  progress("");
  return embedded;
}

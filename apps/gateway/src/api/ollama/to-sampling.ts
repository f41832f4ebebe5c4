import type { Warnings } from "../../domain/warnings.ts";
import type { SamplingFields } from "../openai/schemas.ts";
import type { OllamaChat } from "./schemas.ts";

/** Options that have the same name at the expert. */
const same = [
  "temperature",
  "top_p",
  "top_k",
  "min_p",
  "typical_p",
  "seed",
  "stop",
  "repeat_penalty",
  "repeat_last_n",
  "presence_penalty",
  "frequency_penalty",
] as const;

/** Options about memory and threads, which many clients always send; they are the cluster's to set. */
const meaningless = new Set(["num_ctx", "num_batch", "num_gpu", "main_gpu", "num_thread", "num_keep", "use_mmap"]);

/** The sampling parameters and the way of answering, which `chat` and `generate` share. */
export function toSampling(
  { options, stream, model }: { readonly model: string | undefined } & Pick<OllamaChat, "options" | "stream">,
  warnings: Warnings,
): Partial<SamplingFields> {
  const streams = stream !== false;
  const { num_predict: most } = options ?? {};
  const known = new Set<string>([...same, "num_predict"]);
  const others = Object.keys(options ?? {}).filter((name) => !known.has(name) && !meaningless.has(name));
  if (others.length > 0) warnings.add(`left out: ${others.map((name) => `options.${name.slice(0, 40)}`).join(", ")}`);
  const kept = same.flatMap((name) => {
    const value = options?.[name];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return {
    ...(model === undefined ? {} : { model }),
    ...(Object.fromEntries(kept) as Partial<SamplingFields>),
    // 0, -1 and -2 are Ollama's ways to say "no limit".
    ...(most === undefined || most === null || most <= 0 ? {} : { max_tokens: most }),
    ...(streams ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}

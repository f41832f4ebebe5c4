import { ApiError } from "../../domain/api-error.ts";
import type { Warnings } from "../../domain/warnings.ts";

/*
 * The fields that reach an expert, per API. All others are left out, with a warning: llama-server has many fields of its own (slots,
 * cache, verbosity, lengths) with which one caller could read, slow down or stop the requests of others.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const sampling = `model stream stream_options temperature top_p frequency_penalty presence_penalty max_tokens n seed stop logit_bias
  user logprobs n_cmpl top_k min_p typical_p repeat_penalty repeat_last_n`;

/** OpenAI's fields, and a few of llama-server's that only shape the answer. */
export const chatFields =
  words(`${sampling} messages max_completion_tokens top_logprobs response_format tools tool_choice
  parallel_tool_calls reasoning_effort chat_template_kwargs`);
export const completionFields = words(`${sampling} prompt suffix best_of echo`);
export const embeddingFields = words("model input encoding_format dimensions user");
export const rerankFields = words("model query documents top_n user");
export const imageFields = words(`model prompt n size quality style response_format background moderation output_format
  output_compression partial_images stream user negative_prompt seed steps cfg_scale`);
export const transcriptionFields = words(
  "model language prompt response_format temperature stream timestamp_granularities[] include[]",
);
export const speechFields = words("model input voice instructions response_format speed stream_format");

/** OpenAI's fields that change nothing here; they are left out without a warning. */
const meaningless =
  words(`metadata store service_tier safety_identifier prompt_cache_key prompt_cache_retention prediction modalities
  verbosity`);

/** A grammar of forty bytes can keep llama-server busy forever, so callers cannot send their own. */
const refused = words("grammar json_schema");

/**
 * `request` with only these fields; the same object if it has no others. A limit of -1, which some clients send for "no limit", is
 * left out too. Throws ApiError `invalid_value` for a grammar.
 */
export function onlyFields<T extends Readonly<Record<string, unknown>>>(
  request: T,
  fields: ReadonlySet<string>,
  warnings: Warnings,
): T {
  let out: Set<string> | undefined;
  for (const name in request) if (!fields.has(name) || isNoLimit(name, request[name])) (out ??= new Set()).add(name);
  if (out === undefined) return request;
  const asked = [...out].filter((name) => request[name] !== null && !meaningless.has(name) && !fields.has(name));
  const grammar = asked.find((name) => refused.has(name));
  if (grammar !== undefined) {
    throw new ApiError(
      "invalid_value",
      `'${grammar}' is not accepted. Describe the answer with a JSON schema in 'response_format'.`,
      grammar,
    );
  }
  if (asked.length > 0) warnings.add(`left out: ${listed(asked)}`);
  return Object.fromEntries(Object.entries(request).filter(([name]) => !out.has(name))) as T;
}

const isNoLimit = (name: string, value: unknown): boolean =>
  value === -1 && (name === "max_tokens" || name === "max_completion_tokens");

const maxListed = 8;
const listed = (names: readonly string[]): string =>
  names
    .slice(0, maxListed)
    .map((name) => name.slice(0, 40))
    .join(", ") + (names.length > maxListed ? ", ..." : "");

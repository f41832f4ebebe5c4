import type { Adapter } from "./adapter.ts";

/**
 * The fields that are sent: those of OpenAI's API that shape the answer. Left out are end users' names, and llama.cpp's own fields,
 * which providers reject.
 */
const fields: ReadonlySet<string> = new Set(
  (
    "messages prompt suffix echo input encoding_format dimensions temperature top_p n best_of stop seed max_tokens max_completion_tokens " +
    "presence_penalty frequency_penalty logit_bias logprobs top_logprobs response_format tools tool_choice parallel_tool_calls " +
    "reasoning_effort stream stream_options"
  ).split(" "),
);

/** OpenAI's API; Ollama's is compatible. */
export const openaiAdapter: Adapter = {
  paths: new Set(["/v1/chat/completions", "/v1/completions", "/v1/embeddings"]),
  jsonSchema: true,
  request(path, body, { model, key }) {
    const sent = Object.fromEntries(Object.entries(body).filter(([name, value]) => fields.has(name) && value !== null));
    return {
      path: path.slice("/v1".length),
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      body: JSON.stringify({ model, ...sent }),
    };
  },
};

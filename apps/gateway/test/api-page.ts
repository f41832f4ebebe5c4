import { apiErrors } from "../src/domain/api-error.ts";
import type { GatewayEndpoint } from "../src/api/endpoint.ts";

/** docs/reference/gateway-api.md: what the gateway answers, and its errors. */
export function apiPage(endpoints: readonly GatewayEndpoint[]): string {
  const rows = endpoints.map(
    ({ method, path, about, streams }) => `| \`${method} ${path}\` | ${about}${streams ? " Streams." : ""} |`,
  );
  const errors = Object.entries(apiErrors).map(
    ([code, { status, type }]) => `| ${status} | \`${code}\` | \`${type}\` |`,
  );
  return `${[introduction, ...rows, errorIntroduction, ...errors, notes].join("\n")}\n`;
}

const introduction = `# The gateway's API

\`GET /openapi.json\` has every field (OpenAPI 3.1). It is generated from the schemas that check requests and from the route table, so it is always
accurate. Send the API key as \`Authorization: Bearer KEY\`, or in \`x-api-key\` as Anthropic's clients do.

| route | what it does |
|---|---|`;

const errorIntroduction = `
## Errors

In OpenAI's form: \`{"error":{"message","type","param","code"}}\`; a stream that breaks off ends with an event that holds the same. Under
\`/v1/messages\`, and wherever a request has the header \`anthropic-version\`, in Anthropic's:
\`{"type":"error","error":{"type","message","code"}}\`. Under \`/api\` in Ollama's: \`{"error":"message"}\`, as the last line of a stream that breaks off. An expert's own error keeps its status and message; a prompt that is too long is
\`context_length_exceeded\`.

| status | code | type |
|---|---|---|`;

const notes = `
## What is different from OpenAI, Anthropic and Ollama

- \`model\` is the name of an expert or a model, or \`auto\` (the default, except for \`/v1/messages\`). An expert of the wrong kind gives
  \`unsupported_model\`.
- Only documented fields reach an expert: OpenAI's, and of llama-server's \`top_k\`, \`min_p\`, \`typical_p\`, \`repeat_penalty\`,
  \`repeat_last_n\` and \`chat_template_kwargs.enable_thinking\`. The header \`x-hearth-warnings\` names what was left out. \`grammar\` and
  \`json_schema\` are refused: describe the answer with a JSON schema in \`response_format\`. A body may be nested 128 levels deep.
- \`timings\` and counts of cached tokens are removed from answers: all keys share an expert's prompt cache, so they would tell what
  others have asked. A body with only known fields is passed on byte for byte.
- JSON schemas of tools and of \`response_format\` are simplified on the way to a local expert, whose grammar breaks or hangs on some: limits
  of length above 1,999, of items above 100, patterns with more than plain repetitions, \`propertyNames\`, references that lead nowhere. A
  request may have 10,000 schemas, an object 300 properties.
- Every local model calls tools. Where its template knows none (\`x-hearth-warnings\` says so), or \`tool_choice\` demands a call, the model
  writes one call by a JSON schema, which comes back as \`tool_calls\`; so does a call that a model writes as JSON in its text. Text is
  streamed as it is written, calls when they are complete.
- Calls, and answers by a \`json_schema\`, are checked against your own schemas. A bad one is asked for once more, and both attempts count;
  if that is bad too, the error is \`unfit_answer\` and says what is wrong. An answer that reaches its limit is passed on as far as it goes.
- A model whose template demands that user and assistant take turns gets the messages in turns: those of one speaker in a row are joined.
- Embeddings take text, not token numbers, and \`dimensions\` only with the model's own length.
- llama-server's own limits apply: the \`logprobs\` of \`/v1/completions\` have the form of chats.
- Several answers (\`n\`, or several prompts) are always requested as a stream, since llama-server counts only the first one in an
  unstreamed answer; \`usage\` covers all of them and comes once.
- Files must be in the request itself: a \`data:\` URL, or base64 where the API has that. Other URLs are refused with 400,
  since an expert would fetch them from inside the house.
- \`/v1/responses\` and \`/v1/messages\` work with every chat expert: they are translated to chats, and the answers back. A stop sequence is
  reported as \`end_turn\`, since a chat's answer does not tell them apart. Thinking budgets and cache hints are ignored.
- What a model here cannot get never makes the whole request fail: it is translated or left out, and \`x-hearth-warnings\` says so. Tools that run
  at Anthropic or OpenAI are left out (400 if \`tool_choice\` names one, or if a web search is the only tool); \`bash\`, \`text_editor\` and
  \`memory\` of Anthropic, tools that take a text (\`custom\`) and namespaces are offered as functions, and their calls come back in their own
  form. Messages of an unknown role count as the user's; files that cannot be read leave a note in their place.
- A chat has one system message, at its beginning: those that lead it are joined, and the text of a later one goes to the end of the user's
  message before it, as \`<system-reminder>\`. Many templates refuse the request otherwise.
- Answers of \`/v1/responses\` are kept for an hour after their last use, for the key that asked, unless \`store\` is false: \`previous_response_id\` and
  \`item_reference\` work, and \`/v1/responses/{id}\` reads and deletes them. They are in the memory of the gateway that answered, so they are
  gone after a restart, and another gateway does not know them. A key keeps 1,000 answers and 16 MiB, all keys together 64 MiB; the oldest go
  first. \`conversation\` and \`background\` are refused.
- A stream of \`/v1/responses\` that breaks off ends with the events \`error\` and \`response.failed\`.
- Answers of \`/v1/messages\` have the header \`request-id\`, with the same value as \`x-request-id\`.
- \`/api\` is Ollama's API, translated in the same way. Answers are lines of JSON unless \`stream\` is false. \`options\` that shape the answer are
  passed on; those about memory (\`num_ctx\`) and \`keep_alive\` have no effect, and others are named in \`x-hearth-warnings\`. \`suffix\`, \`raw\` and
  \`truncate\` have no effect either. A request that asks nothing has the model make one token, and answers \`load\`. Models cannot be pulled or deleted.
- Tokens are counted with the expert's own vocabulary and template; nothing is generated.
- \`/v1/rerank\`, audio and images need a service that registers itself in Consul: \`expert-NAME\`, tagged \`expert\`, with the meta \`kind\` (\`rerank\`,
  \`transcription\`, \`speech\` or \`image\`) and \`model\`. The body limit (4 MiB by default) applies to recordings too.
- When a caller closes its half of the connection, the request is aborted and its expert stops.`;

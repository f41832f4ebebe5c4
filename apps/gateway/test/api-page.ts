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

\`GET /openapi.json\` has all of it with every field (OpenAPI 3.1). It is made of the schemas by which requests are checked and of the route table, so it
cannot say anything else than what is so. A key goes into \`Authorization: Bearer KEY\`, or into \`x-api-key\` as Anthropic's clients send it.

| route | what it does |
|---|---|`;

const errorIntroduction = `
## Errors

In OpenAI's form: \`{"error":{"message","type","param","code"}}\`; a stream that breaks ends with an event that holds the same. Under
\`/v1/messages\`, and wherever a request has the header \`anthropic-version\`, in Anthropic's:
\`{"type":"error","error":{"type","message","code"}}\`. An expert's own error comes with its status and message; a prompt that is too long is
\`context_length_exceeded\`.

| status | code | type |
|---|---|---|`;

const notes = `
## What is different from OpenAI and Anthropic

- \`model\` is an expert's name, a model's, or \`auto\`; absent is \`auto\` too, but for \`/v1/messages\`. What an expert of the wrong kind cannot do is
  \`unsupported_model\`.
- The bodies of OpenAI's routes go to the expert byte for byte, and its answer comes back the same way, so fields that the gateway does not know work
  where the expert knows them. llama-server's own limits are part of that: the \`logprobs\` of \`/v1/completions\` have the form of chats; \`dimensions\`
  of embeddings is passed over.
- Several answers (\`n\`, or several prompts) are always asked for as a stream, since llama-server counts only the first one in a whole answer; \`usage\`
  is that of all of them, and comes once.
- Files are in the request itself: a \`data:\` URL, or base64 where the API has that. An address is refused with 400, for an expert would fetch it from
  inside the house.
- \`/v1/responses\` and \`/v1/messages\` are asked as chats of every expert and put into their form on the way back. Nothing is kept:
  \`previous_response_id\`, \`conversation\` and \`background\` are refused, \`store\` is answered with false. Only functions are tools. A stop sequence
  is reported as \`end_turn\`, since a chat does not say which it was. Thinking budgets and cache hints are passed over.
- Tokens are counted by the expert's own vocabulary and template, and nothing is generated.
- \`/v1/rerank\`, audio and images need a service that announces itself in Consul: \`expert-NAME\`, tagged \`expert\`, with the meta \`kind\` (\`rerank\`,
  \`transcription\`, \`speech\` or \`image\`) and \`model\`. The limit for bodies, 4 MiB unless configured, holds for recordings too.
- A caller that closes its half of the connection has left, and its expert is told to stop.`;

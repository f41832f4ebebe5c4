import { expect, test } from "vitest";
import { promptTooLong } from "./too-long.ts";
import { toErrorEnvelope } from "./upstream-error.ts";

test.each([
  [
    503,
    '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}',
    { message: "Loading model", type: "server_error", param: null, code: "expert_unavailable" },
  ],
  [
    400,
    '{"error":{"code":"invalid_schema","message":"no","param":"response_format"}}',
    { message: "no", type: "invalid_request_error", param: "response_format", code: "invalid_schema" },
  ],
  [
    500,
    "<html>oh</html>",
    { message: "The expert answered with status 500.", type: "server_error", param: null, code: null },
  ],
])("%i %s", (status, body, error) => {
  expect(toErrorEnvelope(status, body)).toEqual({ error });
});

test.each([
  ["This model's maximum context length is 4096 tokens.", 400, "context_length_exceeded"],
  ["the request exceeds the available context size", 400, "context_length_exceeded"],
  ["the context size is fine, but the disk is full", 500, null],
])("%s (%i): %s", (message, status, code) => {
  expect(toErrorEnvelope(status, JSON.stringify({ error: { message } })).error.code).toBe(code);
});

test("the error for a prompt or text that is too long is in words that clients know", () => {
  const prompt = {
    message: "request (43713 tokens) exceeds the available context size (40000 tokens), try increasing it",
    type: "exceed_context_size_error",
    n_prompt_tokens: 43_713,
    n_ctx: 40_000,
  };
  expect(toErrorEnvelope(400, JSON.stringify({ error: prompt }), { name: "mid", model: "m" }).error).toEqual({
    message:
      "prompt is too long: 43713 tokens > 40000 maximum. This model's maximum context length is 40000 tokens, " +
      "but the prompt has 43713; expert 'mid'.",
    type: "invalid_request_error",
    param: null,
    code: "context_length_exceeded",
  });
  const text = {
    message: "input (898 tokens) is too large to process. increase the physical batch size (current batch size: 512)",
  };
  expect(
    toErrorEnvelope(400, JSON.stringify({ error: text }), { name: "embed", model: "all-minilm-l6-v2" }).error,
  ).toMatchObject({
    message: "'all-minilm-l6-v2' takes 512 tokens; this text has 898. Make smaller chunks.",
    code: "context_length_exceeded",
  });
});

test.each([
  ["Claude Code", /prompt is too long[^0-9]*(\d+)\s*tokens?\s*>\s*(\d+)/i],
  ["LangChain, LiteLLM", /prompt is too long/],
  ["aider", /This model's maximum context length is/],
])("%s recognizes it", (_client, pattern) => {
  expect(promptTooLong({ tokens: 9, limit: 8, expert: "x" })).toMatch(pattern);
});

import { expect, test } from "vitest";
import { readUsage } from "./read-usage.ts";

test.each([
  [
    "OpenAI's answer",
    "",
    '"usage":{"completion_tokens":8,"prompt_tokens":31,"total_tokens":39}}',
    { promptTokens: 31, completionTokens: 8 },
  ],
  [
    "an embedding's, whose usage comes first",
    '{"usage":{"prompt_tokens":5,"total_tokens":5},"data":[',
    "0.1]}",
    { promptTokens: 5 },
  ],
  [
    "llama-server's timings, the cached part of the prompt included",
    "",
    '"timings":{"cache_n":20,"prompt_n":1,"prompt_ms":3.1,"predicted_n":9}}\n\ndata: [DONE]\n\n',
    { promptTokens: 21, completionTokens: 9 },
  ],
  [
    "Anthropic's stream",
    'data: {"type":"message_start","message":{"usage":{"input_tokens":12,"output_tokens":0}}}',
    'data: {"type":"message_delta","usage":{"output_tokens":15}}',
    { promptTokens: 12, completionTokens: 15 },
  ],
  ["what a model wrote about usage", "", String.raw`"content":"\"usage\":{\"prompt_tokens\":0}"`, {}],
  ["a usage that is null", "", '"usage":null,"prompt_tokens":3', {}],
  ["nothing", "", "", {}],
])("%s", (...[, head, tail, usage]) => {
  expect(readUsage(head, tail)).toEqual(usage);
});

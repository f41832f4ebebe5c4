import { expect, test } from "vitest";
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

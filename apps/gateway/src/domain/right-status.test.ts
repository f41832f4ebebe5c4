import { expect, test } from "vitest";
import { rightStatus } from "./right-status.ts";

const said = (message: string): string => JSON.stringify({ error: { code: 500, message, type: "server_error" } });

test.each([
  [500, said("Failed to parse tools: Unsupported tool type: {}"), 400],
  [500, said('Failed to parse messages: Missing tool call type: {"a":1}'), 400],
  [500, said("image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"), 400],
  [500, said("input (620 tokens) is too large to process. increase the physical batch size (512)"), 400],
  [
    500,
    said("Failed to parse tool call arguments as JSON: [json.exception.parse_error.101] parse error at line 1"),
    400,
  ],
  [500, said("[json.exception.parse_error.101] parse error at line 1, column 49: invalid string: surrogate"), 400],
  [500, said("[json.exception.type_error.302] type must be string, but is number"), 400],
  [500, said("[json.exception.type_error.316] invalid UTF-8 byte at index 3"), 500],
  [500, said("got exception: Unexpected empty grammar stack after accepting piece: <|im_start|> (1)"), 400],
  [500, said("out of memory"), 500],
  [500, said('nested: "message":"Failed to parse tools:"'), 500],
  [503, said("Failed to parse tools: x"), 503],
  [500, "no JSON", 500],
])("%i with %s is %i", (status, body, expected) => {
  expect(rightStatus(status, body)).toBe(expected);
});

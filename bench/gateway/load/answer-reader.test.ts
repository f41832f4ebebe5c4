import { expect, test } from "vitest";
import { AnswerReader } from "./answer-reader.ts";

const counted = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const chunked = "HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";

test.each([
  [counted, 200],
  [chunked, 503],
])("an answer in single bytes is whole at its last byte, not before", (text, status) => {
  const reader = new AnswerReader();
  const bytes = [...Buffer.from(text)].map((byte) => reader.push(Buffer.of(byte)));
  expect(bytes.indexOf(true)).toBe(text.length - 1);
  expect([reader.status, reader.body(), reader.begun]).toEqual([status, "hello", true]);
});

test("an answer that does not say how long it is is an error, not a wait", () => {
  expect(() => new AnswerReader().push(Buffer.from("HTTP/1.1 200 OK\r\n\r\n"))).toThrow("without length");
});

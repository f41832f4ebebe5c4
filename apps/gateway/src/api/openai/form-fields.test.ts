import { expect, test } from "vitest";
import { formFields } from "./form-fields.ts";

const type = 'multipart/form-data; boundary="b o"';
const part = (head: string, value: string): string => `--b o\r\n${head}\r\n\r\n${value}\r\n`;
const form = (...parts: readonly string[]): Buffer => Buffer.from(`${parts.join("")}--b o--\r\n`);
const field = (name: string, value: string): string => part(`Content-Disposition: form-data; name="${name}"`, value);
const file = part(
  'content-disposition: form-data; name="file"; filename="a.mp3"\r\ncontent-type: audio/mpeg',
  "\u0000--b\r\n",
);

test("fields and files are distinguished, in any order; the last of a name wins", () => {
  const { values, files } = formFields(
    form(field("model", "a"), file, field("model", "Zürich"), field("empty", ""), field("", "nameless")),
    type,
  );
  expect([[...values], [...files]]).toEqual([
    [
      ["model", "Zürich"],
      ["empty", ""],
      ["", "nameless"],
    ],
    ["file"],
  ]);
});

test("a boundary without quotes", () => {
  const body = Buffer.from('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--');
  expect([...formFields(body, "multipart/form-data; charset=utf-8; boundary=x").values]).toEqual([["a", "1"]]);
});

test.each<[string, [Buffer, string | undefined], string]>([
  ["no content type", [form(), undefined], "Content-Type must be multipart/form-data with a boundary."],
  ["JSON", [form(), "application/json"], "Content-Type must be multipart/form-data with a boundary."],
  [
    "a boundary that is nowhere",
    [form(), "multipart/form-data; boundary=other"],
    "The form is incomplete: its closing boundary is missing.",
  ],
  [
    "a form that is cut off",
    [form(field("a", "1")).subarray(0, -8), type],
    "The form is incomplete: its closing boundary is missing.",
  ],
  ["a part without headers", [Buffer.from("--b o\r\nvalue\r\n--b o--"), type], "A part of the form has no headers."],
  ["a part without a name", [form(part("content-type: text/plain", "a")), type], "A part of the form has no name."],
  ["too many parts", [form(field("a", "1").repeat(65)), type], "A form may have at most 64 parts."],
  ["a field that is too long", [form(field("prompt", "x".repeat(65_537))), type], "'prompt' is too long."],
])("%s: refused", (_what, [body, contentType], message) => {
  expect(() => formFields(body, contentType)).toThrow(message);
});

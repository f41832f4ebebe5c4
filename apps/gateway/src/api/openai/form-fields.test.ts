import { expect, test } from "vitest";
import { formFields, toForm } from "./form-fields.ts";

const type = 'multipart/form-data; boundary="b o"';
const part = (head: string, value: string): string => `--b o\r\n${head}\r\n\r\n${value}\r\n`;
const form = (...parts: readonly string[]): Buffer => Buffer.from(`${parts.join("")}--b o--\r\n`);
const field = (name: string, value: string): string => part(`Content-Disposition: form-data; name="${name}"`, value);
const file = part(
  'content-disposition: form-data; name="file"; filename="a.mp3"\r\ncontent-type: audio/mpeg',
  "\u0000--b\r\n",
);

test("fields and files are distinguished, in any order", () => {
  const { values, entries, files } = formFields(
    form(
      field("model", "Zürich"),
      file,
      field("empty", ""),
      field("", "nameless"),
      field("a[]", "1"),
      field("a[]", "2"),
    ),
    type,
  );
  expect([...values]).toEqual([
    ["model", "Zürich"],
    ["empty", ""],
    ["", "nameless"],
    ["a[]", "2"],
  ]);
  expect(entries.slice(-2)).toEqual([
    ["a[]", "1"],
    ["a[]", "2"],
  ]);
  expect([...files]).toEqual([["file", { name: "a.mp3", type: "audio/mpeg", bytes: Buffer.from("\u0000--b\r\n") }]]);
});

test("a form that is written again holds the same, in one plain way", () => {
  const odd = part('Content-Disposition: form-data; name="file"; filename="a\r\"; name=model.mp3"', "x");
  const sent = formFields(
    form(field("model", "other"), field("model", "a\r\nb"), field("include[]", "1"), field("include[]", "2"), odd),
    type,
  );
  const kept = sent.files.get("file") ?? { name: "", type: "", bytes: Buffer.alloc(0) };
  const { body, contentType } = toForm(sent.entries, "file", kept);
  const read = formFields(body, contentType);
  expect(read.entries).toEqual([
    ["model", "a\r\nb"],
    ["include[]", "1"],
    ["include[]", "2"],
  ]);
  expect(read.files.get("file")).toEqual({ ...kept, name: kept.name.replace(/[^\w.[\] -]/g, "_") });
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
  ["too many parts", [form(field("a[]", "1").repeat(65)), type], "A form may have at most 64 parts."],
  ["a field that is too long", [form(field("prompt", "x".repeat(65_537))), type], "'prompt' is too long."],
])("%s: refused", (_what, [body, contentType], message) => {
  expect(() => formFields(body, contentType)).toThrow(message);
});

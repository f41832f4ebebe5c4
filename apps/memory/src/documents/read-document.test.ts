import { expect, test } from "vitest";
import { estimateTokens } from "../embedding/fit-text.ts";
import { makeChunks } from "./make-chunks.ts";
import { readDocument } from "./read-document.ts";
import { readHtml } from "./read-html.ts";
import { readMarkdown, readText } from "./read-text.ts";

test("plain text is paragraphs", () => {
  expect(readText("One\r\nline.\r\n\r\n\n Two \n")).toEqual([{ text: "One\nline." }, { text: "Two" }]);
});

test("Markdown keeps its heading paths, and a fenced block in one piece", () => {
  const markdown = "Intro\n\n# House\n\nA\n\n## Oven ##\n\nB\nb\n```sh\n# no heading\n\nls\n```\n# Garden\n\nC";
  expect(readMarkdown(markdown)).toEqual([
    { text: "Intro", heading: undefined },
    { text: "A", heading: "House" },
    { text: "B\nb", heading: "House › Oven" },
    { text: "```sh\n# no heading\n\nls\n```", heading: "House › Oven" },
    { text: "C", heading: "Garden" },
  ]);
});

test("HTML gives the text that a reader sees", () => {
  const html = `<!doctype html><html><head><title>No</title></head><body><script>if (1 < 2) alert("<p>")</script>
    <h1>Tea &amp; <em>Cake</em></h1><p>Boil 1 &lt; 2 litres&nbsp;of <b>wa</b>ter<br>then wait&hellip;</p><!-- <p>hidden</p> -->
    <ul><li>Gr&uuml;n</li><li>&#x2713; &#55;</li></ul><p>open &unknown; end < of it`;
  expect(readHtml(html)).toEqual([
    { text: "Boil 1 < 2 litres of water", heading: "Tea & Cake" },
    { text: "then wait…", heading: "Tea & Cake" },
    { text: "Grün", heading: "Tea & Cake" },
    { text: "✓ 7", heading: "Tea & Cake" },
    { text: "open &unknown; end < of it", heading: "Tea & Cake" },
  ]);
});

const texts = (html: string): readonly string[] => readHtml(html).map(({ text }) => text);

test.each([
  ["a > in an attribute does not end the tag", '<p title="a > b">Tea</p>', ["Tea"]],
  ["a quoted tag in an attribute is no tag", `<p data-x='<h1>no</h1>'>Tea</p>`, ["Tea"]],
  ["all of HTML's entities", "<p>5 &times; 3 &frac12; &alpha;&rarr;&hearts; &NotEqualTilde;", ["5 × 3 ½ α→♥ ≂̸"]],
  ["entities without a semicolon, where HTML allows it", "<p>R&amp;D &copy 2026 &notit;", ["R&D © 2026 ¬it;"]],
  ["entities that name no character", "<p>&#0; &#xD800; &#x110000; &#128;", ["\ufffd \ufffd \ufffd €"]],
  ["tags that nothing closes", "<ul><li>One<li>Two<p>Three<div>Four", ["One", "Two", "Three", "Four"]],
  ["a tag that is cut off", "<p>Tea <b", ["Tea"]],
  ["a script with tags in its text", '<script>let a = "<p>no</p>" // </ script>\n</script><p>Tea', ["Tea"]],
  ["a script with attributes, and one whose end has blanks", '<script type="x">no</script\n><p>Tea', ["Tea"]],
  ["a style, also in capitals", "<STYLE>p > a { content: '<p>' }</STYLE><p>Tea", ["Tea"]],
  ["a script that nothing closes hides the rest", "<p>Tea<script>no <p>no", ["Tea"]],
  ["a template within a template", "<template>no<template>no</template>no</template><p>Tea", ["Tea"]],
  ["a drawing with a title of its own", "<svg><title>no</title><text>no</text></svg><svg/><p>Tea", ["Tea"]],
  [
    "a head that is left out, and one that nothing closes",
    "<title>no</title><p>Tea<head><title>no</title><p>Milk",
    ["Tea", "Milk"],
  ],
  ["tags in capitals", "<P>Tea</P><DIV>Milk</DIV>", ["Tea", "Milk"]],
  ["text that only looks like a tag", "<p>1 <2 and 3<4, a<>b", ["1 <2 and 3<4, a<>b"]],
])("HTML: %s", (_, html, expected) => {
  expect(texts(html)).toEqual(expected);
});

test("deeply nested or unclosed HTML is read in linear time", () => {
  const start = performance.now();
  for (const part of ["<div>", "<svg>", "<!--", "<", "&a", "<a ", "<script></scrip", "</x>"])
    readHtml(part.repeat(200_000));
  expect(performance.now() - start).toBeLessThan(20_000);
});

test("a PDF's text has its page", async () => {
  const content = "BT /F1 18 Tf 20 100 Td (The kettle boils) Tj ET";
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join("");
  const bytes = Buffer.from(`%PDF-1.4\n${body}trailer << /Size 6 /Root 1 0 R >>\n%%EOF`);
  expect(await readDocument({ mediaType: "application/pdf", bytes })).toEqual([{ text: "The kettle boils", page: 1 }]);
  const cut = { mediaType: "application/pdf", bytes: bytes.subarray(0, 20) } as const;
  await expect(readDocument(cut)).rejects.toMatchObject({ code: "unreadable" });
});

test("a document without text is unreadable", async () => {
  const blank = { mediaType: "text/html", bytes: Buffer.from("<img src=x>") } as const;
  await expect(readDocument(blank)).rejects.toMatchObject({ code: "unreadable" });
});

test("chunks stay under one heading and know their position", () => {
  const blocks = [
    { text: "One.", heading: "A" },
    { text: "Two.", heading: "A" },
    { text: "Three.", heading: "B" },
  ];
  const whole = blocks.map(({ text }) => text).join("\n\n");
  const chunks = makeChunks(blocks);
  expect(chunks.map(({ text, heading, start, end }) => [text, heading, whole.slice(start, end)])).toEqual([
    ["One.\n\nTwo.", "A", "One.\n\nTwo."],
    ["Three.", "B", "Three."],
  ]);
});

test("an overlong paragraph is split at sentences, and nothing is lost", () => {
  const text = Array.from({ length: 200 }, (_, index) => `Sentence number ${index} is here.`).join(" ");
  const chunks = makeChunks([{ text }]);
  expect(chunks.map((chunk) => chunk.text).join(" ")).toBe(text);
  expect(chunks.every((chunk) => chunk.text.length <= 1_600 && chunk.text.endsWith("."))).toBe(true);
  expect(chunks.every((chunk) => text.slice(chunk.start, chunk.end) === chunk.text)).toBe(true);
});

// Four requests for this project's README failed: its code has more tokens than its length says.
test("a chunk has no more tokens than the embedding model reads, its heading with it", () => {
  const code = Array.from({ length: 40 }, (_, index) => `\`f(${index}, {a: [1, 2], b: "x"})\`;`).join(" ");
  const heading = "Kitchen › Oven";
  for (const mostTokens of [358, 179, 60]) {
    const chunks = makeChunks(
      [{ text: code, heading }, { text: code }, { text: "word ".repeat(300).trim() }],
      mostTokens,
    );
    expect(
      Math.max(...chunks.map((chunk) => estimateTokens(`${chunk.heading ?? ""}\n${chunk.text}`))),
    ).toBeLessThanOrEqual(mostTokens);
    expect(
      chunks
        .map(({ text }) => text)
        .join("")
        .replaceAll(/\s/g, ""),
    ).toBe(`${code}${code}${"word".repeat(300)}`.replaceAll(/\s/g, ""));
  }
  expect(makeChunks([{ text: "😀".repeat(500) }], 101).every(({ text }) => text.isWellFormed())).toBe(true);
});

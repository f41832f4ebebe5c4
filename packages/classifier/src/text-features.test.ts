import { expect, test } from "vitest";
import { detectLanguage } from "@hearth/language/detect-language.ts";
import { glossGerman } from "@hearth/language/gloss-german.ts";
import { excerpt, textFeatures } from "./text-features.ts";
import { topicsOf } from "./topics-of.ts";

test("features are deterministic, within the dimensions, each once", () => {
  const { indices, values } = textFeatures("Turn on the lamp", 1_024);
  expect(textFeatures("Turn on the lamp", 1_024)).toEqual({ indices, values });
  expect(new Set(indices).size).toBe(indices.length);
  expect(Math.max(...indices)).toBeLessThan(1_024);
  expect(values.length).toBe(indices.length);
});

test("the case of letters makes no difference", () => {
  expect(textFeatures("LÖSE DIE GLEICHUNG", 1_024)).toEqual(textFeatures("löse die gleichung", 1_024));
});

test("a long text weighs about as much as a short one", () => {
  const length = (text: string): number => Math.hypot(...textFeatures(text, 8_192).values);
  const ratio = length("word another third fourth ".repeat(500)) / length("a short text");
  expect(ratio).toBeGreaterThan(0.7);
  expect(ratio).toBeLessThan(1.4);
});

test("only the beginning and the end of a long text are used", () => {
  const text = `${"a".repeat(500)}${"b".repeat(500)}${"c".repeat(500)}`;
  expect(excerpt(text)).toBe(`${"a".repeat(400)}\n${"c".repeat(160)}`);
  expect(excerpt("  short ")).toBe("short");
});

test.each(["", "\u0000", "\ud800", "💥".repeat(3_000), "[".repeat(100_000)])("odd text %#", (text) => {
  expect(textFeatures(text, 256).values.every(Number.isFinite)).toBe(true);
});

test.each([
  ["Mach bitte die Wohnzimmerlampe aus", "make please the living room lamp from"],
  ["Übersetze das Gedicht", "translate the poem"],
  ["const x = foo()", "const x = foo()"],
])("%s, word by word", (german, english) => {
  expect(glossGerman(german)).toBe(english);
});

test.each([
  ["Wie spät ist es?", "de"],
  ["what time is it", "en"],
  ["Straße", "de"],
  ["12345", undefined],
])("%s is %s", (text, language) => {
  expect(detectLanguage(text)).toBe(language);
});

test("a word points to its topics, a longer form too", () => {
  expect(topicsOf("python")).toEqual(["code"]);
  expect(topicsOf("berechnen")).toEqual(["math"]);
  expect(topicsOf("xyzzy")).toEqual([]);
});

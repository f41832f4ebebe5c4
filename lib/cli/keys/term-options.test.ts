import { Command } from "commander";
import { expect, test } from "vitest";
import { addTermOptions, changesNothing, toTerms, type TermOptions } from "./term-options.ts";

const parse = (...words: readonly string[]): object => {
  const command = addTermOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return toTerms(command.parse(words, { from: "user" }).opts<TermOptions>());
};

test("options as terms", () => {
  expect(
    parse(
      "--models",
      "code-*, embed",
      "--apis",
      "chat,embeddings",
      "--tokens-per-day",
      "5000",
      "--cost-per-month",
      "2.5",
    ),
  ).toEqual({
    models: ["code-*", "embed"],
    apis: ["chat", "embeddings"],
    limits: { tokensPerDay: 5_000, costPerMonth: 2.5 },
  });
  expect(parse("--priority", "-3", "--expires", "2027-01-31")).toEqual({
    priority: -3,
    notAfter: new Date("2027-01-31"),
    limits: {},
  });
});

test("any takes a restriction away, and none means none", () => {
  expect(parse("--models", "any", "--apis", "any")).toEqual({ models: null, apis: null, limits: {} });
  expect(parse("--models", "none", "--apis", "none")).toEqual({ models: [], apis: [], limits: {} });
});

test("without options nothing is changed", () => {
  expect(changesNothing(parse())).toBe(true);
  expect(changesNothing(parse("--models", "none"))).toBe(false);
  expect(changesNothing(parse("--requests-per-minute", "none"))).toBe(false);
});

test("none takes a limit away", () => {
  expect(parse("--expires", "none", "--requests-per-minute", "none")).toEqual({
    notAfter: null,
    limits: { requestsPerMinute: null },
  });
});

test("memories", () => {
  expect(parse("--memories", "ann", "--memories-limit", "3")).toEqual({
    memories: { user: "ann", limit: 3 },
    limits: {},
  });
  expect(parse("--memories-agent", "any", "--memories-tokens", "200")).toEqual({
    memories: { agent: null, tokens: 200 },
    limits: {},
  });
  expect(parse("--memories", "none")).toEqual({ memories: null, limits: {} });
});

test("a time from now", () => {
  const { notAfter } = parse("--expires", "30d") as { notAfter: Date };
  const days = (notAfter.getTime() - Date.now()) / 86_400_000;
  expect(Math.abs(days - 30)).toBeLessThan(0.001);
});

test.each([
  ["--apis", "chat,telepathy"],
  ["--tokens-per-day", "0"],
  ["--tokens-per-day", "1.5"],
  ["--cost-per-day", "0"],
  ["--cost-per-day", "free"],
  ["--priority", "11"],
  ["--expires", "soon"],
  ["--expires", "2027-13-01"],
  ["--expires", "30"],
  ["--expires", "2020-01-01"],
  ["--models", ""],
  ["--models", "chat,,embed"],
  ["--memories", ""],
  ["--memories-limit", "51"],
  ["--memories-tokens", "31"],
])("%s %s is refused", (...words) => {
  expect(() => parse(...words)).toThrow("is invalid");
});

import { expect, test } from "vitest";
import { flag, number, someOf, UsageError, wholeNumber, wholeNumbers } from "./option.ts";
import { readOptions } from "./read-options.ts";

const options = {
  json: flag,
  count: wholeNumbers("100", 1),
  rounds: wholeNumber("3", 1),
  tools: someOf(["ansible", "hearth"]),
  "below-load": number("1.5", 0),
};

test("what is not given has its default", () => {
  expect(readOptions(options, [])).toEqual({
    json: false,
    count: [100],
    rounds: 3,
    tools: ["ansible", "hearth"],
    "below-load": 1.5,
  });
});

test("values are read, and repeating counts as a comma", () => {
  const args = [
    "--json",
    "--count",
    "5",
    "--count=6,7",
    "--rounds",
    "1",
    "--tools",
    "hearth",
    "--below-load",
    "Infinity",
  ];
  expect(readOptions(options, args)).toEqual({
    json: true,
    count: [5, 6, 7],
    rounds: 1,
    tools: ["hearth"],
    "below-load": Infinity,
  });
});

test.each([
  [["--coutn", "5"], "Unknown option '--coutn'"],
  [["again"], "Unexpected argument 'again'"],
  [["--json=yes"], "Option '--json' does not take an argument"],
  [["--rounds"], "Option '--rounds <value>' argument missing"],
  [["--rounds", "--json"], "Option '--rounds' argument is ambiguous"],
  [["--count", "5,"], "--count must be a whole number from 1, not ''"],
  [["--rounds", "0"], "--rounds must be a whole number from 1, not '0'"],
  [["--rounds", "1", "--rounds", "2"], "--rounds must be a whole number from 1, not '1,2'"],
  [["--tools", "hearth,chef"], "--tools must be of ansible, hearth, not 'chef'"],
  [["--below-load=-1"], "--below-load must be a number from 0, not '-1'"],
  [["--below-load", "low"], "--below-load must be a number from 0, not 'low'"],
])("%j is refused in one line", (args, message) => {
  expect(() => readOptions(options, args)).toThrow(new UsageError(message));
});

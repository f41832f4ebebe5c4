import { expect, test } from "vitest";
import { countResults } from "./count-results.ts";

const report = (numPassedTests: number, numFailedTests: number, testResults: unknown[] = []): string =>
  JSON.stringify({ numPassedTests, numFailedTests, testResults });

test("passed and failed tests are what the report says", () => {
  expect(countResults(report(12, 3), 1)).toEqual({ passed: 12, failed: 3 });
});

test("a file that could not be loaded is a failure", () => {
  const broken = { status: "failed", assertionResults: [] };
  expect(countResults(report(4, 0, [broken]), 1)).toEqual({ passed: 4, failed: 1 });
});

test("a run that failed without a failed test is a failure", () => {
  expect(countResults(report(4, 0), 1)).toEqual({ passed: 4, failed: 1 });
});

test("a run without a report is a failure", () => {
  expect(countResults(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});

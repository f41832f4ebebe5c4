import { expect, test } from "vitest";
import { judgeAnswer } from "./support/judge-answer.ts";

test.each([
  [200, { choices: [] }, "answered"],
  [200, "data: {}\n\ndata: [DONE]\n\n", "answered"],
  [200, 'data: {}\n\ndata: {"error":{"code":"expert_stalled"}}\n\n', "refused"],
  [503, { error: { code: "overloaded" } }, "refused"],
  [200, "data: {}\n\n", "lost"],
  [200, {}, "lost"],
  [502, "<html>", "lost"],
  [200, "", "lost"],
])("%s %j is %s", (status, json, verdict) => {
  expect(judgeAnswer({ status, json })).toBe(verdict);
});

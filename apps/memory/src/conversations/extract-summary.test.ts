import { expect, test } from "vitest";
import { extractSummary } from "./extract-summary.ts";

const turns = [
  { role: "user", content: "Hi! My boiler leaks water under the kitchen sink." },
  { role: "assistant", content: "I see. Is the boiler valve closed?" },
  { role: "user", content: "Yes. The plumber comes on Monday to fix the boiler valve." },
];

test("a summary consists of the turns' sentences, in order, with their speakers", () => {
  const summary = extractSummary(turns, 130);
  const said = turns.map(({ role, content }) => `${role}: ${content}`).join("\n");
  for (const line of summary.split("\n")) {
    const [role = "", sentence = ""] = line.split(": ");
    expect(said.split("\n").some((turn) => turn.startsWith(role) && turn.includes(sentence))).toBe(true);
  }
  expect(summary.length).toBeLessThanOrEqual(130);
  expect(summary).toContain("user: The plumber comes on Monday to fix the boiler valve.");
});

test("no turns give an empty summary", () => {
  expect(extractSummary([], 100)).toBe("");
});

test("a session of many short sentences is summed up without holding up the service", () => {
  const turns = Array.from({ length: 240 }, () => ({ role: "user", content: "ab. ".repeat(8_000) }));
  const begun = process.cpuUsage().user;
  expect(extractSummary(turns, 1_500).length).toBeLessThanOrEqual(1_500);
  expect((process.cpuUsage().user - begun) / 1_000).toBeLessThan(1_000);
});

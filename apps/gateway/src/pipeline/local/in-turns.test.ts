import { expect, test } from "vitest";
import { inTurns, isOutOfTurn } from "./in-turns.ts";
import { withSpokenTools } from "./spoken-tools.ts";

const said = (roles: string) =>
  Array.from(roles, (letter, at) => ({
    role: { s: "system", u: "user", a: "assistant", t: "tool" }[letter] ?? "",
    content: String(at),
  }));

test.each([
  ["u", false],
  ["suau", false],
  ["uatau", false],
  ["uatttau", false],
  ["suu", true],
  ["uaa", true],
  ["au", true],
  ["sau", true],
])("%s out of turn: %s", (roles, out) => {
  expect(isOutOfTurn(said(roles))).toBe(out);
});

test("messages of one speaker are joined, and the user begins", () => {
  expect(inTurns(said("suua"))).toEqual([
    { role: "system", content: "0" },
    { role: "user", content: "1\n\n2" },
    { role: "assistant", content: "3" },
  ]);
  expect(inTurns(said("sau")).map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
  expect(isOutOfTurn(inTurns(said("aaauuasuu").filter(({ role }) => role !== "system")))).toBe(false);
});

test("texts and parts are joined as parts; calls and their results stay apart", () => {
  const image = { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } };
  expect(
    inTurns([
      { role: "user", content: "a" },
      { role: "user", content: [image] },
    ]),
  ).toEqual([{ role: "user", content: [{ type: "text", text: "a" }, image] }]);
  const calling = [
    { role: "user", content: "a" },
    { role: "assistant", content: null, tool_calls: [{ id: "1" }] },
    { role: "tool", content: "x", tool_call_id: "1" },
    { role: "tool", content: "y", tool_call_id: "2" },
  ];
  expect(inTurns(calling)).toEqual(calling);
});

test("a template without tools gets calls and results as messages, and the tools in the system message", () => {
  const call = (id: string, city: string) => ({
    id,
    type: "function",
    function: { name: "weather", arguments: JSON.stringify({ city }) },
  });
  const tool = { type: "function", function: { name: "weather", parameters: {} } };
  const messages = [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Weather?" },
    { role: "assistant", content: null, tool_calls: [call("1", "Bern"), call("2", "Chur")] },
    { role: "tool", tool_call_id: "1", content: "rain" },
    { role: "tool", tool_call_id: "2", content: "sun" },
    { role: "user", content: "So?" },
  ];
  const [system, ...others] = withSpokenTools(messages, { tools: [tool], mayAnswer: true });
  expect(system?.["content"]).toMatch(/^You can call .*\n\{"name":"weather","parameters":\{\}\}\n[^]*\n\nBe brief\.$/);
  expect(others).toEqual([
    { role: "user", content: "Weather?" },
    {
      role: "assistant",
      content: '{"name": "weather", "arguments": {"city":"Bern"}}\n{"name": "weather", "arguments": {"city":"Chur"}}',
    },
    { role: "user", content: "Result of weather:\n\nrain\n\nResult of weather:\n\nsun\n\nSo?" },
  ]);
});

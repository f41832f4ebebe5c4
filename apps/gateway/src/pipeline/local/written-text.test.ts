import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerText } from "./answer-text.ts";
import { writtenCalls } from "./read-calls.ts";
import { WrittenText } from "./written-text.ts";

const call = '{"name": "weather", "arguments": {"city": "Bern"}}';

function inPieces(pieces: readonly string[]): [sent: readonly string[], held: string] {
  const text = new WrittenText();
  return [pieces.map((piece) => text.push(piece)), text.rest()];
}

test.each([
  ["bare JSON", [call.slice(0, 9), call.slice(9)], ["", ""], call],
  ["a fence", ["`", "``json", `\n${call}`, "\n```"], ["", "", "", ""], `\`\`\`json\n${call}\n\`\`\``],
  [
    "a fence after a sentence",
    ["Let me look.\n", "```json\n", call],
    ["Let me look.\n", "", ""],
    `\`\`\`json\n${call}`,
  ],
  ["text", ["The", " capital", "\n", "is Paris"], ["The", " capital", "\n", "is Paris"], ""],
  ["code", ["```", "python\n", "print(1)"], ["", "```python\n", "print(1)"], ""],
  ["JSON that text follows", ["```json\n{}\n```", "\nis empty."], ["", "```json\n{}\n```\nis empty."], ""],
])("held back: %s", (_what, ...[pieces, sent, held]) => {
  expect(inPieces(pieces)).toEqual([sent, held]);
});

test("nothing of any text is lost", () => {
  const piece = fc.constantFrom("`", "```", "json", "\n", "{", "}", '"', "a b", " ");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const [sent, held] = inPieces(pieces);
      expect(sent.join("") + held).toBe(pieces.join(""));
    }),
  );
});

const tools = [
  {
    name: "weather",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
];

test.each([
  [call, [{ name: "weather", arguments: '{"city":"Bern"}' }]],
  [`\`\`\`json\n${call}\n\`\`\``, [{ name: "weather", arguments: '{"city":"Bern"}' }]],
  [`{${call}}`, [{ name: "weather", arguments: '{"city":"Bern"}' }]],
  [
    `[${call}, {"name": "weather", "parameters": {"city": "Chur"}}]`,
    [
      { name: "weather", arguments: '{"city":"Bern"}' },
      { name: "weather", arguments: '{"city":"Chur"}' },
    ],
  ],
  ['{"name": "weather", "arguments": {"town": "Bern"}}', undefined],
  ['{"name": "other", "arguments": {}}', undefined],
  ['{"name": "Bern", "country": "CH"}', undefined],
  ["[]", undefined],
  ["Bern", undefined],
])("%s: %j", (text, calls) => {
  expect(writtenCalls(text, tools)).toEqual(calls);
});

const letter = fc.constantFrom("a", "u", " ", "\\", '"', "\n", "\0", "ü", "東", "😀", "\u2028", "}");

test("an answer within JSON is read while it is written, wherever it is cut", () => {
  fc.assert(
    fc.property(
      fc.array(letter).map((letters) => letters.join("")),
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      (text, escape, size) => {
        const json = JSON.stringify({ answer: text });
        const written = escape
          ? json.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
          : json;
        const answer = new AnswerText();
        let read = "";
        let wellFormed = true;
        for (let at = 0; at < written.length; at += size) {
          const next = answer.push(written.slice(at, at + size));
          wellFormed &&= !escape || next.isWellFormed();
          read += next;
        }
        expect(read).toBe(text);
        expect([answer.begun, wellFormed]).toEqual([true, true]);
      },
    ),
  );
});

test("a call is no answer", () => {
  const answer = new AnswerText();
  expect([answer.push(call), answer.begun]).toEqual(["", false]);
});

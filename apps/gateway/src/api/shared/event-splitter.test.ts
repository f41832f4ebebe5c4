import fc from "fast-check";
import { expect, test } from "vitest";
import { EventSplitter } from "./event-splitter.ts";

const push = (pieces: readonly string[]): string[] => {
  const splitter = new EventSplitter();
  return [...pieces.map((piece) => splitter.push(Buffer.from(piece)).toString()), splitter.rest().toString()];
};

test("only whole events pass; the rest waits", () => {
  expect(push(["data: a\n\nda", "ta: b\n", "\ndata: c\n\n"])).toEqual([
    "data: a\n\n",
    "",
    "data: b\n\ndata: c\n\n",
    "",
  ]);
});

test("a blank line of carriage returns may be cut anywhere", () => {
  expect(push(["data: a\r", "\n", "\r", "\ndata: b"])).toEqual(["", "", "", "data: a\r\n\r\n", "data: b"]);
});

test("a blank line that ended the last event does not end the next", () => {
  expect(push(["data: a\n\n", "\ndata: b\n"])).toEqual(["data: a\n\n", "", "\ndata: b\n"]);
});

test("an endless event is passed on in pieces", () => {
  const splitter = new EventSplitter();
  const half = Buffer.alloc(600_000, "x");
  expect([splitter.push(half).length, splitter.push(half).length, splitter.push(half).length]).toEqual([
    0, 1_200_000, 0,
  ]);
});

test("whatever the pieces, all bytes come out in order, and what passed ends with an event", () => {
  const text = fc.array(fc.constantFrom("a", "ü", "🏔", "\n", "\n\n", "\r\n", "\r\n\r\n"), { maxLength: 30 });
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (parts, sizes) => {
      const bytes = Buffer.from(parts.join(""));
      const splitter = new EventSplitter();
      const passed: Buffer[] = [];
      for (let offset = 0, turn = 0; offset < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        passed.push(splitter.push(bytes.subarray(offset, offset + size)));
        offset += size;
      }
      const whole = Buffer.concat(passed);
      expect(Buffer.concat([whole, splitter.rest()]).equals(bytes)).toBe(true);
      expect(whole.length === 0 || /\n\r?\n$/.test(whole.toString())).toBe(true);
    }),
  );
});

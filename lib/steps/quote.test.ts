import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quote } from "./quote.ts";

test("plain words stay readable", () => {
  expect(["n1", "/etc/hosts", "0644", "a=b"].map(quote)).toEqual(["n1", "/etc/hosts", "0644", "a=b"]);
});

test("everything else is quoted for POSIX", () => {
  expect(["", "a b", "it's", "$x", "`id`"].map(quote)).toEqual([
    "''",
    "'a b'",
    String.raw`'it'\''s'`,
    "'$x'",
    "'`id`'",
  ]);
});

test("dash reads back exactly what was quoted", () => {
  const withoutNul = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replaceAll("\0", ""));
  fc.assert(
    fc.property(fc.array(withoutNul, { minLength: 1, maxLength: 20 }), (values) => {
      const script = values.map((value) => `printf '%s\\0' ${quote(value)}`).join("\n");
      expect(execFileSync("dash", ["-c", script]).toString("utf8")).toBe(values.map((value) => `${value}\0`).join(""));
    }),
    { numRuns: 40 },
  );
});

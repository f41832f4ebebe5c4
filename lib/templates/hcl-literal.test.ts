import fc from "fast-check";
import { expect, test } from "vitest";
import { hclLiteral } from "./hcl-literal.ts";

test.each([
  ["n1", '"n1"'],
  [8080, "8080"],
  [true, "true"],
  [["a", 1], '["a", 1]'],
  [[], "[]"],
  [{ "Content-Type": ["text/plain"] }, '{ "Content-Type" = ["text/plain"] }'],
  [{}, "{}"],
  ["${NOMAD_IP_http}", '"$${NOMAD_IP_http}"'],
  ["%{ if true }", '"%%{ if true }"'],
  ['say "hi"\n', '"say \\"hi\\"\\n"'],
  ["\b\f\\b", '"\\u0008\\u000c\\\\b"'],
])("writes %j as %s", (value, literal) => {
  expect(hclLiteral(value)).toBe(literal);
});

/** What HCL reads from a quoted string that holds no expression. */
function readHcl(literal: string): string {
  expect(literal).toMatch(/^"(?:[^"\\\n]|\\[nrt"\\]|\\u[0-9a-f]{4})*"$/);
  expect(literal.replaceAll(/\$\$\{|%%\{/g, "")).not.toMatch(/[$%]\{/);
  return (JSON.parse(literal) as string).replaceAll("$${", "${").replaceAll("%%{", "%{");
}

test("any text comes back from HCL as it was", () => {
  const pieces = fc.constantFrom("${", "%{", "}", '"', "\\", "\n", "\t", "\b", "\f", "\0", "é", "{{", "a", "$x", "%x");
  const text = fc.array(pieces).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (value) => {
      expect(readHcl(hclLiteral(value))).toBe(value);
    }),
  );
});

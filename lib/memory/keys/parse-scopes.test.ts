import { expect, test } from "vitest";
import { scopes } from "@hearth/contracts/memory/api/endpoint.ts";
import { parseScopes, usualScopes } from "./parse-scopes.ts";

test.each([
  ["memories:read", ["memories:read"]],
  ["skills:read, memories", ["memories:read", "memories:write", "skills:read"]],
  ["admin", ["admin"]],
  ["skills,skills:write", ["skills:read", "skills:write"]],
])("%s", (text, scopes) => {
  expect(parseScopes(text)).toEqual(scopes);
});

test.each(["", "memories:", "memory", "memories:read,"])("'%s' is refused", (text) => {
  expect(() => parseScopes(text)).toThrow("is no scope; there are ");
});

test("a key may do all but administer unless told", () => {
  expect(usualScopes).toEqual(scopes.filter((scope) => scope !== "admin"));
  expect(usualScopes).toContain("memories:write");
});

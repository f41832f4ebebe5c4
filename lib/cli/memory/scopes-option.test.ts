import { expect, test } from "vitest";
import { scopes } from "@hearth/contracts/memory/api/endpoint.ts";
import { parse } from "../options.ts";
import { scopeList, usualScopes } from "./scopes-option.ts";

const parseScopes = parse(scopeList);

test.each([
  ["memories:read", ["memories:read"]],
  ["skills:read, memories", ["memories:read", "memories:write", "skills:read"]],
  ["admin", ["admin"]],
  ["skills,skills:write", ["skills:read", "skills:write"]],
])("%s", (text, scopes) => {
  expect(parseScopes(text)).toEqual(scopes);
});

test.each(["", "memories:", "memory", "memories:read,"])("'%s' is refused", (text) => {
  expect(() => parseScopes(text)).toThrow("Use scopes from memories:read, ");
});

test("a key may do all but administer by default", () => {
  expect(usualScopes).toEqual(scopes.filter((scope) => scope !== "admin"));
  expect(usualScopes).toContain("memories:write");
});

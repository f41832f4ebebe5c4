import { expect, test } from "vitest";
import { z } from "zod";
import { orderRoles } from "./order-roles.ts";
import { defineRole, everywhere, onNode, type Need, type Role } from "./role.ts";

const role = (name: string, ...needs: readonly Need[]): Role =>
  defineRole({ name, about: name, options: z.strictObject({}), needs, steps: () => [] });

test("each role comes after all that it needs, ties by name", () => {
  const roles = [role("nomad", everywhere("consul")), role("consul", onNode("base")), role("base"), role("apt")];
  expect(orderRoles(roles).map(({ name }) => name)).toEqual(["base", "consul", "apt", "nomad"]);
});

test("what the longest line of others waits for comes first", () => {
  const roles = [
    role("depot", onNode("base")),
    role("base"),
    role("nomad", onNode("base")),
    role("nomad-acl", onNode("nomad")),
  ];
  expect(orderRoles(roles).map(({ name }) => name)).toEqual(["base", "nomad", "depot", "nomad-acl"]);
});

test("the order does not depend on the order of the files", () => {
  const roles = [role("a"), role("b", onNode("d")), role("c", onNode("a")), role("d", onNode("c"))];
  const names = (list: readonly Role[]): string[] => orderRoles(list).map(({ name }) => name);
  expect(names(roles.toReversed())).toEqual(names(roles));
  expect(names(roles)).toEqual(["a", "c", "d", "b"]);
});

test("a circle is named in full", () => {
  const roles = [role("x", onNode("y")), role("y", onNode("z")), role("z", onNode("y"))];
  expect(() => orderRoles(roles)).toThrow("roles wait for each other: y → z → y");
});

test("a need that no role fulfils is a mistake in roles/", () => {
  expect(() => orderRoles([role("x", onNode("gone"))])).toThrow("role x needs gone, which is not in roles/");
});

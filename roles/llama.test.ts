import { expect, test } from "vitest";
import { roleContext } from "../tests/support/role-context.ts";
import { role } from "./llama.ts";

test("it brings OpenMP, which llama.cpp's libraries are linked with and do not bring", () => {
  expect(role.steps(roleContext("n2")).map(({ id }) => id)).toEqual(["packages libgomp1"]);
});

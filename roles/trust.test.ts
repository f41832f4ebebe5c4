import { expect, test } from "vitest";
import { linesOf, roleContext } from "../tests/support/role-context.ts";
import { role } from "./trust.ts";

test("the authority goes where Debian looks for additional ones", () => {
  const steps = role.steps(roleContext("n2"));
  expect(linesOf(steps, "/usr/local/share/ca-certificates/hearth.crt")).toEqual(["«secret:ca.trusted»"]);
});

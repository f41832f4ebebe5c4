import { expect, test } from "vitest";
import { systemUser } from "./system-user.ts";

const account = { name: "hearth-gateway", home: "/nonexistent" };

test("an account without a number gets the next one", () => {
  const { apply, values } = systemUser(account);
  expect(values).toEqual(account);
  expect(apply).not.toContain("--uid");
});

test("one that an image knows gets its number when it is made, and keeps another as long as nothing runs from the image", () => {
  const { verify, apply, values } = systemUser({ ...account, uid: 70_001 });
  expect(values).toEqual({ ...account, uid: "70001" });
  expect(apply).toContain('--uid "$uid" --gid "$uid"');
  expect(verify).not.toContain("$uid");
});

test("where something runs from the image, the number is part of what is verified", () => {
  const { verify, apply } = systemUser({ ...account, uid: 70_001, isNumbered: true });
  expect(verify).toContain('"$uid:$uid"');
  expect(apply).toContain("somebody else's here");
  expect(apply).toContain("vipw");
});

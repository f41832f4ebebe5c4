import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { stackFolder } from "../../paths.ts";
import { findLabFile, identityFile, readLabFile, removeLabFile, writeLabFile, type Lab } from "./lab-file.ts";

const stack = `t-lab-file-${process.pid}`;
const lab: Lab = {
  name: "hearth-1-lab",
  nodes: [{ name: "n1", address: "10.1.0.2", port: 22, user: "operator", hostKey: "ssh-ed25519 AAAA" }],
};

afterEach(() => rmSync(stackFolder(stack), { recursive: true, force: true }));

test("a lab is read as it was written, by its owner only", () => {
  writeLabFile(stack, lab);
  expect(readLabFile(stack)).toEqual(lab);
  expect(statSync(join(stackFolder(stack), "lab.json")).mode & 0o777).toBe(0o600);
});

test("a lab that was removed is missing, and says what to do", () => {
  writeLabFile(stack, lab);
  removeLabFile(stack);
  expect(findLabFile(stack)).toBeUndefined();
  expect(() => readLabFile(stack)).toThrow(`the lab of the stack ${stack} is not up`);
});

test("the key lies beside the lab's file", () => {
  expect(identityFile(stack)).toBe(join(stackFolder(stack), "id_ed25519"));
});

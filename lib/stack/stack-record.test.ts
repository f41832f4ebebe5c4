import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { stackRecord } from "./stack-record.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-record-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record = stackRecord("work/n1.json", z.strictObject({ done: z.int() }));

test("a record is there from its writing until it is forgotten, in a folder that is private", () => {
  expect(record.read(folder)).toBeUndefined();
  record.write(folder, { done: 3 });
  expect(record.read(folder)).toEqual({ done: 3 });
  expect(statSync(join(folder, "work")).mode & 0o777).toBe(0o700);
  record.forget(folder);
  record.forget(folder);
  expect(record.read(folder)).toBeUndefined();
});

test.each(["", "{", '{"done":"3"}', '{"done":3,"more":1}'])("what another version left counts as none: %j", (text) => {
  record.write(folder, { done: 1 });
  writeFileSync(join(folder, "work/n1.json"), text);
  expect(record.read(folder)).toBeUndefined();
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readKeyRecords } from "./read-key-records.ts";

const folder = mkdtempSync(join(tmpdir(), "hearth-key-records-"));
afterAll(() => rmSync(folder, { recursive: true }));

const record = {
  id: "cook",
  sha256: "1".repeat(64),
  tenant: "home",
  scopes: ["memories:read"],
  createdAt: "2026-11-21T12:00:00.000Z",
  createdBy: "ann@desk",
};

function read(content: string): { readonly ids: readonly string[]; readonly warned: readonly unknown[] } {
  const file = join(folder, "records.json");
  writeFileSync(file, content);
  const warned: unknown[] = [];
  const records = readKeyRecords(file, { warn: (event, fields) => void warned.push([event, fields]) });
  return { ids: records.map(({ id }) => id), warned };
}

test("an unreadable record grants nothing and does not affect others", () => {
  const newer = { ...record, id: "new", onlyOnSundays: true };
  const texts = [JSON.stringify(record), "{", JSON.stringify(newer)];
  expect(read(JSON.stringify(texts))).toEqual({
    ids: ["cook"],
    warned: [
      ["key record invalid", { fields: "" }],
      ["key record invalid", { fields: "" }],
    ],
  });
  expect(read("[]").ids).toEqual([]);
});

test("a malformed file is an error, so the current keys stay in use", () => {
  expect(() => read("")).toThrow(SyntaxError);
  expect(() => read('{"keys":[]}')).toThrow("expected array");
});

import { expect, test } from "vitest";
import { chatRecord } from "../../../test/request-record.ts";
import { RequestRing } from "./request-ring.ts";

const filled = (most: number, count: number): RequestRing => {
  const ring = new RequestRing(most);
  for (let index = 1; index <= count; index += 1) ring.add({ ...chatRecord, id: String(index) });
  return ring;
};
const ids = (ring: RequestRing, limit = 100, accept = (id: string): boolean => id !== ""): readonly string[] =>
  ring.newest(limit, (record) => accept(record.id)).map(({ id }) => id);

test.each([
  [3, 0, []],
  [3, 2, ["2", "1"]],
  [3, 3, ["3", "2", "1"]],
  [3, 7, ["7", "6", "5"]],
  [0, 2, []],
])("%i places, %i requests", (most, count, expected) => {
  expect(ids(filled(most, count))).toEqual(expected);
});

test("at most so many, of those that are asked for", () => {
  expect(ids(filled(10, 10), 2, (id) => Number(id) % 3 === 0)).toEqual(["9", "6"]);
});

test("what nobody may ask pushes out nothing of what callers asked, and failures nothing of what was answered", () => {
  const ring = new RequestRing(2);
  const add = (id: string, status: number, caller: string | undefined): void =>
    ring.add({ ...chatRecord, id, status, caller });
  add("good", 200, "ann");
  add("failed", 502, "ann");
  for (let count = 1; count <= 5; count += 1) add(`noise${count}`, 401, undefined);
  for (let count = 1; count <= 3; count += 1) add(`wrong${count}`, 400, "ann");
  expect(ids(ring)).toEqual(["wrong3", "wrong2", "noise5", "noise4", "good"]);
});

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

import { expect, test } from "vitest";
import { eventData } from "./event-data.ts";

test.each<[string, readonly string[]]>([
  ["data: a\n\ndata:b\n\n", ["a", "b"]],
  ["event: x\r\ndata: a\r\ndata: b\r\nid: 1\r\n\r\n: ping\r\n\r\n", ["a\nb"]],
  ["data: not closed", ["not closed"]],
  ["data:  two spaces\n\n", [" two spaces"]],
  ["", []],
  ["retry: 5\n\n", []],
])("%j", (events, data) => {
  expect(eventData(Buffer.from(events))).toEqual(data);
});

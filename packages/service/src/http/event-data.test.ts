import { expect, test } from "vitest";
import { eventData, readEventData } from "./event-data.ts";

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

test("a stream's events are emitted as soon as they are complete, wherever its bytes are cut", async () => {
  const bytes = Buffer.from(': ping\n\ndata: {"text":"ä"}\r\n\r\ndata: [DONE]\n\ndata: cut off');
  for (const size of [1, 3, 1_000]) {
    const chunks = (async function* () {
      for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
    })();
    const found: string[] = [];
    for await (const data of readEventData(chunks)) found.push(data);
    expect(found).toEqual(['{"text":"ä"}', "[DONE]"]);
  }
});

import { expect, test } from "vitest";
import { BodyRoom } from "./body-room.ts";

test("room that was taken is unavailable until it is returned", () => {
  const room = new BodyRoom(10);
  const giveBack = room.take(6);
  expect(() => room.take(5)).toThrow("Too many large requests");
  room.take(4);
  giveBack();
  expect(() => room.take(7)).toThrow("Too many large requests");
  room.take(6);
});

import { expect, test } from "vitest";
import { BodyRoom } from "./body-room.ts";

test("what is taken is missing until it is given back", () => {
  const room = new BodyRoom(10);
  const giveBack = room.take(6);
  expect(() => room.take(5)).toThrow("Too many large requests");
  room.take(4);
  giveBack();
  expect(() => room.take(7)).toThrow("Too many large requests");
  room.take(6);
});

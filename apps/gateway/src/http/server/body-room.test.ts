import { expect, test } from "vitest";
import { BodyRoom } from "./body-room.ts";

test("room that was taken is unavailable until it is given back", () => {
  const room = new BodyRoom(10);
  const large = room.open("a");
  large.grow(6);
  const other = room.open("b");
  expect(() => other.grow(5)).toThrow("Too many large requests");
  other.grow(4);
  large.giveBack();
  large.giveBack();
  expect(() => large.grow(7)).toThrow("Too many large requests");
  large.grow(6);
});

test("one caller takes its share at most, piece by piece, and leaves the rest to others", () => {
  const room = new BodyRoom(10, 6);
  const [first, second] = [room.open("a"), room.open("a")];
  first.grow(2);
  first.grow(2);
  expect(() => second.grow(3)).toThrow("This key has too many large requests");
  second.grow(2);
  room.open("b").grow(4);
  first.giveBack();
  second.grow(4);
});

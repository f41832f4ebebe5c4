import { expect, test } from "vitest";
import { expertSlots } from "../shape/ports.ts";
import { assignSlots } from "./expert-slots.ts";

test("a slot comes from the name alone, wherever it stands", () => {
  expect(assignSlots(["chat", "embed"])).toEqual([189, 594]);
  expect(assignSlots(["embed", "code", "chat"])).toEqual([594, 290, 189]);
});

test("where two names meet, the later one moves on", () => {
  const [first, second] = twoThatMeet();
  const [slot] = assignSlots([first]);
  expect(assignSlots([second])).toEqual([slot]);
  expect(assignSlots([first, second])).toEqual([slot, (slot! + 1) % expertSlots]);
});

test("a full house has every slot once", () => {
  const slots = assignSlots(Array.from({ length: expertSlots }, (_, index) => `expert-${index}`));
  expect(new Set(slots).size).toBe(expertSlots);
  expect(Math.min(...slots)).toBe(0);
  expect(Math.max(...slots)).toBe(expertSlots - 1);
});

function twoThatMeet(): [string, string] {
  const seen = new Map<number, string>();
  for (let index = 0; index <= expertSlots; index++) {
    const name = `e${index}`;
    const slot = assignSlots([name])[0]!;
    const other = seen.get(slot);
    if (other !== undefined) return [other, name];
    seen.set(slot, name);
  }
  throw new Error("more names than slots, and none met");
}

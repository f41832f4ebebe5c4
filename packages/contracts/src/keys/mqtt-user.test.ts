import { expect, test } from "vitest";
import { topicSchema } from "./mqtt-user.ts";

test.each(["#", "home/#", "home/+/state", "+/+", "home", "/home", "küche/licht"])("%s is a topic", (topic) => {
  expect(topicSchema.safeParse(topic).success).toBe(true);
});

// A space or a line's end would be a second line of the broker's access list.
test.each(["", "home/#/x", "ho#", "ho+me", "a b", "a\nuser admin", "$SYS/#", "home/\u0000", "x".repeat(201)])(
  "%j is none",
  (topic) => {
    expect(topicSchema.safeParse(topic).success).toBe(false);
  },
);

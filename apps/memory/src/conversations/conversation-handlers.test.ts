import { expect, test } from "vitest";
import { sharedMemory } from "../../test/shared-memory.ts";

const send = sharedMemory();

test("a conversation moves from its buffer to episodes to a long-term memory", async () => {
  const turns = Array.from({ length: 41 }, (_, index) => ({
    role: "user",
    content: `The plan number ${index} is about boats.`,
  }));
  const added = await send("POST /v1/conversations/trip/turns", { user: "joe", turns });
  expect(added.body).toMatchObject({ buffered: 20, episodes: [{ session: "trip", by: "extract", turns: 21 }] });
  const ended = await send("POST /v1/conversations/trip/end", {});
  expect(ended.body).toMatchObject({ episodes: 2 });
  const { body } = await send(`GET /v1/memories/${String(ended.body["memory"])}`);
  expect(body["memory"]).toMatchObject({ source: "summary", user: "joe", session: "trip" });
  expect((await send("GET /v1/conversations/trip")).status).toBe(404);
});

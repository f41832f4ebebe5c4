import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { startTestMemory } from "./start-test-memory.ts";

const tenants = ["red", "blue"] as const;
const requests = [
  (id: string) => ["GET /v1/memories", undefined, id] as const,
  (id: string) => [`GET /v1/memories/${id}`, undefined, id] as const,
  (id: string) => [`PATCH /v1/memories/${id}`, { tags: ["taken"] }, id] as const,
  (id: string) => [`DELETE /v1/memories/${id}`, undefined, id] as const,
  () => ["POST /v1/memories/search", { query: "secret common words", superseded: true }] as const,
  () => ["POST /v1/memories/forget", { filter: { user: "ann" } }] as const,
  () => ["POST /v1/context", { query: "secret common" }] as const,
  () => ["GET /v1/admin/export"] as const,
  () => ["GET /v1/admin/audit"] as const,
  () => ["GET /v1/skills/same"] as const,
  () => ["POST /v1/skills/search", { query: "secret" }] as const,
  () => ["DELETE /v1/skills/same"] as const,
  () => ["GET /v1/documents/same"] as const,
  () => ["POST /v1/documents/search", { query: "secret" }] as const,
  () => ["GET /v1/checkpoints?thread=same"] as const,
  () => ["GET /v1/conversations/same"] as const,
];

test("no request of one tenant shows or changes anything of another's", async () => {
  const memory = await startTestMemory({ keys: tenants.map((id) => ({ id, tenant: id })) });
  const { send } = memory;
  onTestFinished(() => memory.close());
  const ids: Record<string, string> = {};
  const fill = async (tenant: string) => {
    const text = `a secret of common words: ${tenant}`;
    const { body } = await send("POST /v1/memories", { text, user: "ann" }, tenant);
    ids[tenant] = (body["memory"] as { id: string }).id;
    await send("POST /v1/skills", { name: "same", description: text, content: text }, tenant);
    await send("POST /v1/documents", { id: "same", title: text, text }, tenant);
    await send("POST /v1/checkpoints", { thread: "same", state: text }, tenant);
    await send("POST /v1/conversations/same/turns", { turns: [{ role: "user", content: text }] }, tenant);
  };
  await fill("red");
  await fill("blue");
  const everything = async () => (await send("GET /v1/admin/export", undefined, "blue")).body["text"];
  const before = await everything();
  expect(before).toContain("blue");

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...requests), fc.constantFrom(...tenants), async (make, whose) => {
      const [line, body] = make(ids[whose] ?? "");
      const answer = JSON.stringify((await send(line, body, "red")).body);
      expect(answer).not.toContain("blue");
      expect(await everything()).toBe(before);
    }),
    { numRuns: 60 },
  );
});

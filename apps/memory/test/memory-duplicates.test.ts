import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startFakeEmbeddings, type FakeEmbeddings } from "./fake-embeddings.ts";
import { startTestMemory, type TestMemory } from "./start-test-memory.ts";

/* The fake expert takes all texts of one topic for the same, so what is merged here is up to the words. */

interface Shown {
  readonly id: string;
  readonly text: string;
  readonly source: string;
  readonly said: number;
  readonly tags: readonly string[];
  readonly merged?: readonly string[];
  readonly mergedInto?: { readonly id: string };
  readonly supersededBy?: { readonly id: string; readonly at: string };
  readonly supersedes?: string;
  readonly expires?: string;
}

let expert: FakeEmbeddings;
let memory: TestMemory;
const start = async (config: object = {}): Promise<void> => {
  memory = await startTestMemory({ config: { embeddings: { url: expert.url, model: "topics" }, ...config } });
};
beforeEach(async () => {
  expert = await startFakeEmbeddings();
  await start();
});
afterEach(async () => {
  await memory.close();
  await expert.close();
});

const add = async (text: string, fields: object = {}): Promise<Shown> => {
  const { body } = await memory.send("POST /v1/memories", { text, user: "ann", ...fields });
  await settled();
  return body["memory"] as Shown;
};
const all = async (): Promise<readonly Shown[]> =>
  (await memory.send("GET /v1/memories?limit=100")).body["memories"] as Shown[];
const get = async (id: string): Promise<Shown> => (await memory.send(`GET /v1/memories/${id}`)).body["memory"] as Shown;
const found = async (): Promise<readonly string[]> => {
  const { body } = await memory.send("POST /v1/memories/search", { query: "tea", limit: 50 });
  return (body["hits"] as Shown[]).map(({ text }) => text).toSorted();
};
/** Waits until all vectors exist and all memories were compared. */
const settled = () =>
  vi.waitFor(
    async () => {
      const { text } = (await memory.send("GET /metrics")).body;
      expect(String(text).match(/(?<=^hearth_memory_un(?:embedded|compared) )\d+/gm)).toEqual(["0", "0"]);
    },
    { timeout: 5_000, interval: 5 },
  );

test("a reworded duplicate is merged: one is found, both are kept, and forgetting removes both", async () => {
  const first = await add("On weekdays Ada drinks tea", { tags: ["a"], expires: "2999-01-01T00:00:00Z" });
  const second = await add("Ada drinks tea on weekdays", { tags: ["b"] });
  expect(await get(first.id)).toMatchObject({ said: 2, tags: ["a", "b"], merged: [second.id] });
  expect("expires" in (await get(first.id))).toBe(false);
  expect(await get(second.id)).toMatchObject({ text: "Ada drinks tea on weekdays", mergedInto: { id: first.id } });
  expect(await found()).toEqual(["On weekdays Ada drinks tea"]);
  const again = await memory.send("POST /v1/memories", { text: "Ada drinks tea on weekdays!", user: "ann" });
  expect(again.body).toMatchObject({ merged: true, memory: { id: first.id, said: 3 } });
  expect((await memory.send(`DELETE /v1/memories/${first.id}`)).body).toEqual({ forgotten: 2 });
  expect(await all()).toEqual([]);
});

test("the person's own words win over a conclusion, and no conclusion becomes `said`", async () => {
  const concluded = await add("On weekdays Ada drinks tea", { source: "inferred" });
  const said = await add("Ada drinks tea on weekdays", { source: "said" });
  expect(await get(said.id)).toMatchObject({ source: "said", text: "Ada drinks tea on weekdays" });
  expect(await get(concluded.id)).toMatchObject({ source: "inferred", mergedInto: { id: said.id } });
});

test("a conclusion that the person later states stays a conclusion, merged into their words", async () => {
  const standing = await add("On weekdays Ada drinks tea", { source: "inferred" });
  const merged = await add("Ada drinks tea on weekdays", { source: "inferred", tags: ["t"] });
  const { body } = await memory.send("POST /v1/memories", {
    text: "Ada drinks tea on weekdays",
    user: "ann",
    source: "said",
  });
  expect(body).toMatchObject({
    merged: true,
    memory: { id: merged.id, source: "said", said: 3, merged: [standing.id] },
  });
  expect(await get(standing.id)).toMatchObject({ source: "inferred", mergedInto: { id: merged.id } });
  expect("merged" in (await get(standing.id))).toBe(false);
  expect(await found()).toEqual(["Ada drinks tea on weekdays"]);
});

test("an edited memory becomes independent again, and is not forgotten with the other", async () => {
  const standing = await add("On weekdays Ada drinks tea");
  const merged = await add("Ada drinks tea on weekdays");
  await memory.send(`PATCH /v1/memories/${merged.id}`, { text: "Ada plays a song on weekdays" });
  await settled();
  expect("mergedInto" in (await get(merged.id))).toBe(false);
  expect((await memory.send(`DELETE /v1/memories/${standing.id}`)).body).toEqual({ forgotten: 1 });
  expect(await found()).toEqual(["Ada plays a song on weekdays"]);
});

test("a contradicted memory gets an end date, is kept, and is found on request", async () => {
  const older = await add("Ada drinks tea", { at: "2026-01-01T00:00:00Z" });
  const newer = await add("Ada does not drink tea any more", { at: "2026-05-01T00:00:00Z" });
  expect(await get(newer.id)).toMatchObject({ supersedes: older.id });
  expect(await get(older.id)).toMatchObject({ supersededBy: { id: newer.id, at: "2026-05-01T00:00:00.000Z" } });
  expect(await found()).toEqual(["Ada does not drink tea any more"]);
});

test("a statement with an earlier date does not supersede, even if it is added later", async () => {
  await add("Tea costs 4 euros", { at: "2026-05-01T00:00:00Z" });
  await add("Tea costs 3 euros", { at: "2025-05-01T00:00:00Z" });
  expect(await found()).toEqual(["Tea costs 4 euros"]);
});

test("a conclusion does not supersede what the person said", async () => {
  await add("Ada drinks tea", { source: "said", at: "2026-01-01T00:00:00Z" });
  await add("Ada does not drink tea", { source: "inferred", at: "2026-05-01T00:00:00Z" });
  expect(await found()).toEqual(["Ada does not drink tea", "Ada drinks tea"]);
});

test("a memory that expires does not supersede one that does not", async () => {
  await add("Ada drinks tea", { at: "2026-01-01T00:00:00Z" });
  await add("Ada does not drink tea", { at: "2026-05-01T00:00:00Z", expires: "2999-01-01T00:00:00Z" });
  expect(await found()).toEqual(["Ada does not drink tea", "Ada drinks tea"]);
});

test("memories with a subject are settled by subject, and others are not touched", async () => {
  const memories = ["Ada drinks tea at 5", "Ada does drink tea at 5!", "On weekdays Ben drinks tea"].map(
    (text, index) => ({
      text,
      user: index === 2 ? "ben" : "ann",
      subject: index === 1 ? "tea" : undefined,
    }),
  );
  await memory.send("POST /v1/memories/batch", { memories });
  await settled();
  await add("Ada does not drink tea at 5");
  expect(await found()).toEqual([
    "Ada does drink tea at 5!",
    "Ada does not drink tea at 5",
    "On weekdays Ben drinks tea",
  ]);
});

test("equal statements of two users stay separate", async () => {
  await add("On weekdays Ada drinks tea", { user: "ann" });
  await add("Ada drinks tea on weekdays", { user: "ben" });
  await add("Ada on weekdays drinks tea", { user: undefined });
  expect((await found()).length).toBe(3);
});

test("off by configuration", async () => {
  await memory.close();
  await start({ duplicates: { byMeaning: false } });
  await add("On weekdays Ada drinks tea");
  await add("Ada drinks tea on weekdays");
  expect((await found()).length).toBe(2);
});

test("in any order of additions, no text is lost or invented", async () => {
  const parts = fc.record({
    who: fc.constantFrom("Ada", "Ben"),
    denies: fc.boolean(),
    cups: fc.constantFrom("2", "two", "3"),
    when: fc.constantFrom("", " on Monday", " on weekdays"),
    first: fc.boolean(),
    source: fc.constantFrom("said", "inferred"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(parts, { minLength: 1, maxLength: 12 }), async (given) => {
      const memories = given.map(({ who, denies, cups, when, first, source }) => {
        const core = `${who} ${denies ? "does not need" : "needs"} ${cups} teas`;
        return { text: first ? `${when.trim()} ${core}`.trim() : `${core}${when}`, source, user: "ann" };
      });
      const half = Math.floor(memories.length / 2);
      for (const part of [memories.slice(0, half), memories.slice(half)]) {
        if (part.length > 0) await memory.send("POST /v1/memories/batch", { memories: part });
        await settled();
      }
      const kept = await all();
      const plain = (text: string): string => text.toLowerCase();
      expect(new Set(kept.map(({ text }) => plain(text)))).toEqual(new Set(memories.map(({ text }) => plain(text))));
      // No conclusion became `said`, and each hidden memory names one that is found.
      for (const { text, source, mergedInto, supersededBy } of kept) {
        const sources = memories.filter((each) => plain(each.text) === plain(text)).map((each) => each.source);
        expect(sources).toContain(source);
        const standing = mergedInto?.id ?? supersededBy?.id;
        if (standing !== undefined) expect(kept.some(({ id }) => id === standing)).toBe(true);
      }
      await memory.send("POST /v1/memories/forget", { filter: { user: "ann" } });
      expect(await all()).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test("no comparison failed", async () => {
  await add("Ada drinks tea");
  expect(memory.log.filter(({ event }) => event === "memories not compared")).toEqual([]);
});

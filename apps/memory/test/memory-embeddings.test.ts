import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startFakeEmbeddings, type FakeEmbeddings } from "./fake-embeddings.ts";
import { startTestMemory, type TestMemory } from "./start-test-memory.ts";

let expert: FakeEmbeddings;
let memory: TestMemory;

beforeEach(async () => {
  expert = await startFakeEmbeddings();
  memory = await startTestMemory({
    config: { embeddings: { url: expert.url, model: "topics", contextTokens: 16_384, batch: 4 } },
  });
});
afterEach(async () => {
  await memory.close();
  await expert.close();
});

const add = (text: string) => memory.send("POST /v1/memories", { text });
const search = async (query: string) => (await memory.send("POST /v1/memories/search", { query })).body;
const waiting = async () =>
  /hearth_memory_unembedded (\d+)/.exec(String((await memory.send("GET /metrics")).body["text"]))?.[1];
const embedded = () => vi.waitFor(async () => expect(await waiting()).toBe("0"), { timeout: 5_000, interval: 20 });

test("a memory without common words is found by its meaning", async () => {
  await add("Always has tea at five");
  await add("Plays a song each evening");
  await embedded();
  const { hits, by } = await search("something against thirst");
  expect(by).toEqual({ meaning: true, words: true });
  expect(hits).toMatchObject([{ text: "Always has tea at five" }, { text: "Plays a song each evening" }]);
  expect((hits as { why: string }[])[0]?.why).toMatch(/^meaning 1.00 \(1st by meaning\); just now$/);
});

test("while the expert is unavailable writes succeed and words answer; vectors are made when it is back", async () => {
  expert.away = true;
  expect((await add("Always has tea at five")).status).toBe(201);
  expect(await search("tea")).toMatchObject({
    by: { meaning: false, words: true },
    hits: [{ text: "Always has tea at five" }],
  });
  expect((await memory.send("GET /health/ready")).body).toMatchObject({
    status: "ready",
    components: { embeddings: "away" },
  });
  await memory.restart();
  expect(await waiting()).toBe("1");
  expert.away = false;
  await embedded();
  expect(await search("thirst")).toMatchObject({ by: { meaning: true }, hits: [{ text: "Always has tea at five" }] });
});

test("a text that the expert refuses does not hold up others and is found by its words", async () => {
  expert.refuses = "xyzzy";
  for (const text of ["tea", "xyzzy song", "coffee", "price"]) await add(text);
  await embedded();
  expect(expert.asked.toSorted()).toEqual(["coffee", "price", "tea"]);
  expect(await search("song")).toMatchObject({ hits: [{ text: "xyzzy song" }, {}, {}, {}] });
});

// An emoji cut in half at the 8,000th character once stopped the queue forever.
test("an emoji at the place where a text is cut", async () => {
  expert.breaks = /\p{Surrogate}/u;
  await add(`${"x".repeat(7_999)}🙂 tea`);
  await add("a song");
  await embedded();
  expect(expert.asked.map((text) => text.length).toSorted((a, b) => a - b)).toEqual([6, 7_999]);
});

test("a text that makes the expert fail does not hold up those behind it, and one by one is enough", async () => {
  expert.breaks = /poison/;
  for (const text of ["tea", "poison song", "coffee", "price", "music"]) await add(text);
  await embedded();
  expect(expert.asked.filter((text) => text !== "hello").toSorted()).toEqual(["coffee", "music", "price", "tea"]);
  expect((await search("thirst"))["by"]).toMatchObject({ meaning: true });
});

// A record of 620 tokens once left all other records and queries without vectors.
test("a text too long for the model is embedded by its beginning", async () => {
  expert.longest = 512;
  await add(`a song ${"and more of the same ".repeat(100)}`);
  await add("tea");
  await embedded();
  expect(expert.asked.map((text) => text.length).toSorted((a, b) => a - b)).toEqual([3, 263]);
  expect(await search("melody")).toMatchObject({ by: { meaning: true }, hits: [{ why: /^meaning 1.00/ }, {}] });
});

test("unchanged chunks of a document are not embedded again", async () => {
  const text = Array.from({ length: 12 }, (_, index) => `Part ${index}: ${"a song ".repeat(60)}`);
  const ingest = (parts: readonly string[]) =>
    memory.send("POST /v1/documents", { id: "d", title: "D", text: parts.join("\n\n") });
  await ingest(text);
  await embedded();
  const before = expert.asked.length;
  const changed = (await ingest([...text, "The end."])).body as unknown as { added: number };
  await embedded();
  expect(expert.asked.length - before).toBe(changed.added);
  expect(changed.added).toBeLessThanOrEqual(2);
});

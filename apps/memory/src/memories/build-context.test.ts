import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { startFakeEmbeddings } from "../../test/fake-embeddings.ts";
import { startTestMemory, type TestMemory } from "../../test/start-test-memory.ts";
import { endpoints } from "@hearth/contracts/memory/api/endpoints.ts";

const keys = [
  { id: "home", tenant: "home" },
  { id: "shop", tenant: "shop" },
  { id: "gateway", tenant: "home", scopes: ["context"] },
] as const;

async function start(config: object = {}): Promise<TestMemory> {
  const memory = await startTestMemory({ keys, config });
  onTestFinished(() => memory.close());
  return memory;
}

interface Note {
  readonly text: string;
}

const textsOf = (body: Readonly<Record<string, unknown>>): readonly string[] =>
  (body["notes"] as readonly Note[]).map(({ text }) => text);

test("notes belong to this tenant and user, are never sensitive, and have date and source", async () => {
  const { send } = await start();
  const at = "2026-03-01T10:00:00.000Z";
  await send("POST /v1/memories", { text: "The cat is called Minka", user: "ann", source: "said", at });
  await send("POST /v1/memories", { text: "The cat is called Tom", user: "bob" });
  await send("POST /v1/memories", { text: "The cat is nobody's" });
  await send("POST /v1/memories", { text: "The cat of the shop", user: "ann" }, "shop");
  await send("POST /v1/memories", { text: "The cat flap's code is 7351", user: "ann", sensitive: true });
  const asked = { query: "What is the cat called, and the code of its flap?", filter: { user: "ann" } };
  const { body } = await send("POST /v1/context", asked, "gateway");
  const [id] = body["ids"] as string[];
  expect(body).toEqual({
    text: `[${id}] (2026-03-01, said) The cat is called Minka`,
    ids: [id],
    notes: [{ id, text: "The cat is called Minka", at, source: "said", user: "ann" }],
    by: { meaning: false, words: true },
  });
});

test("an agent's key is limited to its agent's memories, and the limit applies", async () => {
  const { send } = await start();
  for (const agent of ["cook", "nurse"]) {
    for (const what of ["soup", "tea"]) {
      await send("POST /v1/memories", { text: `The ${agent} likes ${what}`, user: "ann", agent });
    }
  }
  const filter = { user: "ann", agent: "cook" };
  const all = await send("POST /v1/context", { query: "what does one like", filter }, "gateway");
  expect(textsOf(all.body).toSorted()).toEqual(["The cook likes soup", "The cook likes tea"]);
  const one = await send("POST /v1/context", { query: "what does one like", filter, limit: 1 }, "gateway");
  expect(textsOf(one.body)).toHaveLength(1);
});

test("a key for contexts can do nothing else", async () => {
  const { send } = await start();
  const others = Object.entries(endpoints).filter(([name]) => name !== "context");
  const seen = await Promise.all(
    others.map(async ([name, { method, path }]) => {
      const line = `${method} ${path.replaceAll(/\{\w+\}/g, "x")}`;
      const { status } = await send(line, method === "GET" || method === "DELETE" ? undefined : {}, "gateway");
      return [name, status];
    }),
  );
  expect(seen).toEqual(others.map(([name]) => [name, 403]));
});

test("memories far from the question's meaning are left out", async () => {
  const expert = await startFakeEmbeddings();
  onTestFinished(() => expert.close());
  const { send } = await start({ embeddings: { url: expert.url, model: "topics" } });
  await send("POST /v1/memories", { text: "Always has tea at five", user: "ann" });
  await send("POST /v1/memories", { text: "Plays a song each evening", user: "ann" });
  const ask = async (least: number) => {
    const body = { query: "something against thirst", filter: { user: "ann" }, minSimilarity: least };
    return (await send("POST /v1/context", body, "gateway")).body;
  };
  await vi.waitFor(async () => expect((await send("GET /metrics")).body["text"]).toContain("unembedded 0\n"));
  expect(textsOf(await ask(0))).toEqual(["Always has tea at five", "Plays a song each evening"]);
  expect(textsOf(await ask(0.8))).toEqual(["Always has tea at five"]);
});

test("a silent expert is waited for only up to the limit; then words answer", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const { send } = await start({ embeddings: { url, model: "topics" }, timeouts: { queryEmbeddingMs: 20_000 } });
  // Must happen before the service closes, which waits for its requests to the expert.
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  await send("POST /v1/memories", { text: "Always has tea at five", user: "ann" });
  const { body } = await send("POST /v1/context", { query: "tea", withinMs: 5 }, "gateway");
  expect([textsOf(body), body["by"]]).toEqual([["Always has tea at five"], { meaning: false, words: true }]);
});

import { expect, test } from "vitest";
import type { Exchange } from "../../domain/exchange.ts";
import { parseChat } from "../../api/openai/parse-chat.ts";
import { Breakers } from "../../upstream/experts/breakers.ts";
import type { Note } from "./note.ts";
import { Recall } from "./recall.ts";

const origin = "http://memory.invalid:8095";
const expert = { name: "chat", kind: "chat", model: "m", instances: [] } as const;
const choice = { experts: [expert], route: "name", reason: "name" };
const inference = parseChat(Buffer.from(JSON.stringify({ messages: [{ role: "user", content: "tea?" }] })), {});
const note: Note = { text: "Likes tea", at: "2026-03-01T10:00:00Z", source: "said", user: "ann" };

function exchangeOf(headers: object = {}): Exchange {
  const caller = { id: "phone", memories: { user: "ann", limit: 8, tokens: 400 } };
  return { request: { headers }, response: { setHeader: () => undefined }, caller } as unknown as Exchange;
}

function recall(ask: () => Promise<readonly Note[]>, now: () => number) {
  const breakers = new Breakers(
    { failuresInARow: 2, failedShare: 0.5, window: 20, openMs: 1_000, maxOpenMs: 30_000 },
    undefined,
    now,
  );
  const ports = { instances: () => [{ origin }], ask, breakers, inFlight: 1 };
  return new Recall({ ...ports, onFailure: () => undefined, onAdded: () => undefined });
}

test("a service that keeps failing is paused, then tried with a single query", async () => {
  let [nowMs, asked, works] = [0, 0, false];
  const stage = recall(
    async () => {
      asked += 1;
      return works ? Promise.resolve([note]) : Promise.reject(new Error("away"));
    },
    () => nowMs,
  );
  const ask = async () => {
    const exchange = exchangeOf();
    await stage.addTo(exchange, inference, choice);
    return [exchange.memories, asked];
  };
  expect([await ask(), await ask(), await ask()]).toEqual([
    ["unavailable", 1],
    ["unavailable", 2],
    ["unavailable", 2],
  ]);
  [nowMs, works] = [1_000, true];
  expect([await ask(), await ask()]).toEqual([
    [1, 3],
    [1, 4],
  ]);
});

test("queries are limited in number; further requests go without notes", async () => {
  const answer = Promise.withResolvers<readonly Note[]>();
  const stage = recall(
    () => answer.promise,
    () => 0,
  );
  const [first, second] = [exchangeOf(), exchangeOf()];
  const waiting = stage.addTo(first, inference, choice);
  expect(await stage.addTo(second, inference, choice)).toBe(inference);
  answer.resolve([note]);
  expect([(await waiting).notes?.count, first.memories, second.memories]).toEqual([1, 1, "unavailable"]);
});

test("a key that asks for nothing costs nothing", () => {
  const stage = recall(
    () => Promise.reject(new Error("asked")),
    () => 0,
  );
  const exchange = { ...exchangeOf(), caller: { id: "phone" } };
  expect(stage.addTo(exchange, inference, choice)).toBe(inference);
  expect(exchange.memories).toBeUndefined();
});

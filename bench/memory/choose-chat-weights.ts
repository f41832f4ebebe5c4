import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { surroundings, type Weights } from "../../apps/memory/src/search/fuse.ts";
import { Searcher } from "../../apps/memory/src/search/searcher.ts";
import { SqliteStore } from "../../apps/memory/src/engines/sqlite/sqlite-store.ts";
import type { StoredRecord } from "../../apps/memory/src/store/record.ts";
import { interruptSignal } from "../../lib/interrupt-signal.ts";
import { markdownTable } from "../report/markdown-table.ts";
import { bm25Ranker } from "./rankers.ts";
import { readChats, type Chat } from "./read-chats.ts";
import { embeddingModel, rememberedVectors } from "./remembered-vectors.ts";
import { startEmbedder } from "./start-embedder.ts";

// usage: node bench/memory/choose-chat-weights.ts; what words, sessions, neighbours and times are to weigh in memories, by two of four
// chats; the other two report, with BM25 beside it

await using embedder = await startEmbedder(interruptSignal({ hint: "Run it again." }));
const vectorOf = rememberedVectors(embedder.url);

const folder = mkdtempSync(join(tmpdir(), "hearth-chat-weights-"));
const store = new SqliteStore(join(folder, "memory.sqlite"));
const chats = readChats();
const [choosing, reporting] = [chats.slice(0, 2), chats.slice(2)];
/** The chats of a half are remembered together, which leaves more to choose from. */
const tenantOf = (chat: Chat): string => (choosing.includes(chat) ? "choosing" : "reporting");
const idOf = ({ title }: Chat, index: number): string => `${title}/${index}`;

for (const chat of chats) {
  for (const { index, session, atMs, text } of chat.turns) {
    const record: StoredRecord = {
      ...{ tenant: tenantOf(chat), kind: "memory", id: idOf(chat, index), session: `${chat.title} ${session}` },
      ...{ tags: [], active: true, atMs, text, body: {}, revision: 1 },
    };
    await store.commit([{ put: record }]);
    await store.setVectors(embeddingModel, [{ key: record, revision: 1, vector: await vectorOf(text) }]);
  }
}

type Rank = (question: string) => Promise<readonly string[]>;

const hearth =
  (weights: Weights) =>
  (chat: Chat): Rank => {
    const searcher = new Searcher({ store, now: () => chat.askedMs, embedQuery: vectorOf });
    const tenant = tenantOf(chat);
    return async (query) => {
      const { hits } = await searcher.search({ tenant, kind: "memory", query, filter: {}, limit: 10, weights });
      return hits.map(({ record }) => record.id);
    };
  };

const bm25 = (chat: Chat): Rank =>
  bm25Ranker(
    chats
      .filter((each) => tenantOf(each) === tenantOf(chat))
      .flatMap((each) => each.turns.map(({ index, text }) => ({ name: idOf(each, index), text }))),
  );

interface Figures {
  /** Share of the questions whose answer is among the first one and five. */
  readonly first: number;
  readonly five: number;
  /** Normalised discounted cumulative gain at ten. */
  readonly gain: number;
}

async function measure(rankerOf: (chat: Chat) => Rank, some: readonly Chat[]): Promise<Figures> {
  const places: number[] = [];
  for (const chat of some) {
    const rank = rankerOf(chat);
    for (const { question, turns } of chat.questions)
      places.push(
        placeOf(
          await rank(question),
          turns.map((turn) => idOf(chat, turn)),
        ),
      );
  }
  const share = (of: (place: number) => number): number =>
    places.reduce((sum, place) => sum + of(place), 0) / places.length;
  return {
    first: share((place) => Number(place === 0)),
    five: share((place) => Number(place < 5)),
    gain: share((place) => (place < 10 ? 1 / Math.log2(place + 2) : 0)),
  };
}

function placeOf(ranked: readonly string[], right: readonly string[]): number {
  const index = ranked.findIndex((id) => right.includes(id));
  return index === -1 ? Infinity : index;
}

/** Gains this close are the same: one question more or less at the first place is 0.015. */
const asGood = 0.002;
const former: Weights = { meaning: 1, words: 0.2, recency: 0.02 };
const tried: { readonly weights: Required<Weights>; readonly gain: number }[] = [];
for (const words of [0.2, 0.4, 0.6, 0.8, 1]) {
  for (const neighbour of [0, 0.1, 0.2, 0.3, 0.4, 0.6]) {
    for (const session of [0, 0.1, 0.2]) {
      const weights = { meaning: 1, recency: 0.02, time: 0.1, words, neighbour, session };
      tried.push({ weights, gain: (await measure(hearth(weights), choosing)).gain });
    }
  }
}
// Of weights that do as well, those that lean most on words and sessions: other people's chats are longer than these, and there the words
// of a question are rarer.
const bestGain = Math.max(...tried.map(({ gain }) => gain));
const equals = tried.filter(({ gain }) => gain >= bestGain - asGood).map(({ weights }) => weights);
const [chosen = former] = equals.sort(
  (left, right) => right.words - left.words || right.session - left.session || left.neighbour - right.neighbour,
);

const rows: string[][] = [];
for (const [name, rankerOf] of [
  ["BM25, whole words", bm25],
  ["BM25, stems without stop words", hearth({ meaning: 0, words: 1, recency: 0 })],
  ["meaning alone", hearth({ meaning: 1, words: 0, recency: 0 })],
  ["before", hearth(former)],
  ["words of the chosen, nothing else", hearth({ ...former, words: chosen.words })],
  ["chosen", hearth(chosen)],
  ["as the service ranks", hearth({ ...former, words: 0.4, ...surroundings })],
] as const) {
  for (const [half, some] of [
    ["chosen by", choosing],
    ["reported", reporting],
  ] as const) {
    const { first, five, gain } = await measure(rankerOf, some);
    rows.push([name, half, ...[first, five, gain].map((value) => value.toFixed(3))]);
  }
}
process.stdout.write(`${JSON.stringify(chosen)}\n\n`);
process.stdout.write(`${markdownTable(["Ranking", "Half", "First", "Among 5", "nDCG@10"], rows)}\n`);
await store.close();
rmSync(folder, { recursive: true });

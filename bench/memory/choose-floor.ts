import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAsEnglish } from "@hearth/language/read-as-english.ts";
import { SqliteStore } from "../../apps/memory/src/engines/sqlite/sqlite-store.ts";
import { explain } from "../../apps/memory/src/search/explain.ts";
import { Searcher } from "../../apps/memory/src/search/searcher.ts";
import type { StoredRecord } from "../../apps/memory/src/store/record.ts";
import { relevantHits, type Floor, type HitSignals } from "../../lib/cli/memory/relevant-hits.ts";
import { interruptSignal } from "../../lib/interrupt-signal.ts";
import { markdownTable } from "../report/markdown-table.ts";
import { readChats } from "./read-chats.ts";
import { readParaphrases } from "./read-paraphrases.ts";
import { embeddingModel, rememberedVectors } from "./remembered-vectors.ts";
import { startEmbedder } from "./start-embedder.ts";

// usage: node bench/memory/choose-floor.ts; below which similarity `hearth memory search` leaves a hit out. Each question is asked of a
// house that knows its answer, and of one that does not: the same without the answer, for skills, and another two people's, for chats.

await using embedder = await startEmbedder(interruptSignal({ hint: "Run it again." }));
const embed = rememberedVectors(embedder.url);
const vectorOf = (text: string): Promise<Float32Array> => embed(readAsEnglish(text));

const folder = mkdtempSync(join(tmpdir(), "hearth-choose-floor-"));
const store = new SqliteStore(join(folder, "memory.sqlite"));
async function keep(tenant: string, id: string, text: string): Promise<void> {
  const record: StoredRecord = {
    ...{ tenant, kind: "memory", id, tags: [], active: true, atMs: 0, text, body: {}, revision: 1 },
  };
  await store.commit([{ put: record }]);
  await store.setVectors(embeddingModel, [{ key: record, revision: 1, vector: await vectorOf(text) }]);
}
const searcher = new Searcher({ store, now: () => 1, embedQuery: vectorOf });
const weights = { meaning: 1, words: 0.4, recency: 0 };
interface Hit {
  readonly id: string;
  readonly signals: HitSignals;
}
async function search(tenant: string, query: string): Promise<readonly Hit[]> {
  const { hits } = await searcher.search({ tenant, kind: "memory", query, filter: {}, limit: 10, weights });
  return hits.map((hit) => ({ id: hit.record.id, signals: explain(hit, query).signals }));
}

interface Asked {
  readonly set: string;
  readonly answers: readonly string[];
  readonly known: readonly Hit[];
  readonly unknown: readonly Hit[];
}
const asked: Asked[] = [];

const skills = readParaphrases();
for (const { name, description } of skills) await keep("skills", name, description);
for (const { name, english, german } of skills) {
  for (const [set, questions] of [
    ["skills, English", english],
    ["skills, German", german],
  ] as const) {
    for (const question of questions) {
      const known = await search("skills", question);
      asked.push({ set, answers: [name], known, unknown: known.filter(({ id }) => id !== name) });
    }
  }
}
const chats = readChats();
const houseOf = (index: number): string => (index < 2 ? "one" : "two");
for (const [index, { title, turns }] of chats.entries()) {
  for (const turn of turns) await keep(houseOf(index), `${title}/${turn.index}`, turn.text);
}
for (const [index, { title, questions }] of chats.entries()) {
  for (const { question, turns } of questions) {
    const [known, unknown] = [await search(houseOf(index), question), await search(houseOf(3 - index), question)];
    asked.push({ set: "chats", answers: turns.map((turn) => `${title}/${turn}`), known, unknown });
  }
}

/** Nobody at home has talked of any of this. */
const foreign = {
  "foreign, English": [
    ...[
      "What is the capital of Peru?",
      "Who painted the Night Watch?",
      "How do black holes evaporate?",
      "When did Rome fall?",
    ],
    ...[
      "Explain monads in Haskell",
      "What is the boiling point of ethanol?",
      "Who won the 1954 World Cup?",
      "What is a sonnet?",
    ],
  ],
  "foreign, German": [
    ...[
      "Was ist die Hauptstadt von Peru?",
      "Wer malte die Nachtwache?",
      "Wie verdampfen schwarze Löcher?",
      "Wann fiel Rom?",
    ],
    ...[
      "Erkläre Monaden in Haskell",
      "Was ist der Siedepunkt von Ethanol?",
      "Wer gewann die WM 1954?",
      "Was ist ein Sonett?",
    ],
  ],
};
for (const [set, questions] of Object.entries(foreign)) {
  for (const question of questions) {
    for (const house of ["skills", "one", "two"]) {
      const unknown = await search(house, question);
      asked.push({ set, answers: [], known: unknown, unknown });
    }
  }
}

const share = (some: readonly Asked[], holds: (one: Asked) => boolean): string =>
  some.length === 0 ? "" : `${Math.round((100 * some.filter(holds).length) / some.length)}%`;
const sets = [...new Set(asked.map(({ set }) => set))];
const rows: string[][] = [];
for (const [least, leastWithWord] of [
  [0, 0],
  [0.1, 0.05],
  [0.15, 0.1],
  [0.2, 0.1],
  [0.2, 0.15],
  [0.25, 0.1],
  [0.3, 0.2],
] as const) {
  for (const shareOfBest of [0, 0.5, 0.6, 0.7]) {
    const left = (hits: readonly Hit[]): readonly Hit[] =>
      relevantHits(hits, { byMeaning: true, least: { least, leastWithWord, shareOfBest } satisfies Floor });
    rows.push([
      `${least} / ${leastWithWord} / ${shareOfBest}`,
      ...sets.flatMap((set) => {
        const ofSet = asked.filter((one) => one.set === set);
        const answered = ofSet.filter(({ answers, known }) => known.some(({ id }) => answers.includes(id)));
        const mean = (count: (one: Asked) => number): string =>
          (ofSet.reduce((sum, one) => sum + count(one), 0) / ofSet.length).toFixed(1);
        return [
          share(answered, ({ answers, known }) => left(known).some(({ id }) => answers.includes(id))),
          mean(({ answers, known }) => left(known).filter(({ id }) => !answers.includes(id)).length),
          mean(({ unknown }) => left(unknown).length),
          share(ofSet, ({ unknown }) => left(unknown).length === 0),
        ];
      }),
    ]);
  }
}
process.stdout.write(
  `${markdownTable(["Floor", ...sets.flatMap((set) => [`${set}: answers kept`, "others beside", "left without an answer", "nothing left"])], rows)}\n`,
);
await store.close();
rmSync(folder, { recursive: true });

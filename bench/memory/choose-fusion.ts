import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Searcher } from "../../apps/memory/src/search/searcher.ts";
import type { StoredRecord } from "../../apps/memory/src/store/record.ts";
import { SqliteStore } from "../../apps/memory/src/engines/sqlite/sqlite-store.ts";
import { readAsEnglish } from "@hearth/language/read-as-english.ts";
import { interruptSignal } from "../../lib/interrupt-signal.ts";
import { markdownTable } from "../report/markdown-table.ts";
import { evaluate } from "./measure-skills.ts";
import { partOf } from "./part-of.ts";
import { readParaphrases } from "./read-paraphrases.ts";
import { embeddingModel, rememberedVectors } from "./remembered-vectors.ts";
import { startEmbedder } from "./start-embedder.ts";

// usage: node bench/memory/choose-fusion.ts; what a skill's words are to weigh beside its meaning, by the part of the questions that is for choosing

await using embedder = await startEmbedder(interruptSignal({ hint: "Run it again." }));
const vectorOf = rememberedVectors(embedder.url);

const folder = mkdtempSync(join(tmpdir(), "hearth-choose-fusion-"));
const store = new SqliteStore(join(folder, "skills.sqlite"));
const skills = readParaphrases();
for (const { name, description } of skills) {
  const text = `${name.replaceAll("-", " ")}\n${description}`;
  const record: StoredRecord = {
    ...{ tenant: "bench", kind: "skill", id: name, tags: [], active: true, atMs: 0, text, body: {}, revision: 1 },
  };
  await store.commit([{ put: record }]);
  await store.setVectors(embeddingModel, [{ key: record, revision: 1, vector: await vectorOf(text) }]);
}
const searcher = new Searcher({
  store,
  now: () => 1,
  embedQuery: (text) => vectorOf(readAsEnglish(text)),
});

const forChoosing = skills.filter(({ name }) => partOf(name) === "chosen by");
const rows: string[][] = [];
for (const words of [0, 0.02, 0.05, 0.1, 0.2, 0.4]) {
  const weights = { meaning: 1, words, recency: 0 };
  const scope = { tenant: "bench", kind: "skill", filter: {}, limit: 10, weights } as const;
  const figures = await evaluate(async (query) => {
    const { hits } = await searcher.search({ ...scope, query });
    return hits.map(({ record }) => record.id);
  }, forChoosing);
  rows.push([String(words), ...[figures.all, figures.english, figures.german].map((value) => value.toFixed(3))]);
}
process.stdout.write(`${markdownTable(["Words", "All", "English", "German"], rows)}\n`);
await store.close();
rmSync(folder, { recursive: true });

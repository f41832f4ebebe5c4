import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RecordFilter, Store } from "../../apps/memory/src/store/store.ts";
import { SqliteStore } from "../../apps/memory/src/engines/sqlite/sqlite-store.ts";
import { percentile } from "../measure/percentile.ts";
import { type EngineFigures, type SearchFigures } from "./figures.ts";
import {
  dimensions,
  filterNames,
  filters,
  readFloats,
  readTruth,
  type FilterName,
  type VectorsSet,
} from "./vectors-set.ts";

/* usage: node run-hearth.ts add|search SET-AS-JSON WORKSPACE; `search` opens what `add` has written, in a process of its own. */

const batch = 500;
const [verb = "", setText = "{}", workspace = ""] = process.argv.slice(2);
const set = JSON.parse(setText) as VectorsSet;
const file = join(workspace, "memory.sqlite");
const scope = { tenant: "home", kind: "memory", nowMs: Date.now() } as const;

const filterOf = (name: FilterName, query: number): RecordFilter => {
  const value = String(query % filters[name]);
  return { none: {}, tenth: { user: value }, fiftieth: { agent: value }, thousandth: { session: value } }[name];
};

async function add(): Promise<void> {
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
  const vectors = readFloats(set, "vectors");
  const store: Store = new SqliteStore(file);
  const start = performance.now();
  for (let from = 0; from < set.count; from += batch) {
    const numbers = Array.from({ length: Math.min(batch, set.count - from) }, (_, index) => from + index);
    await store.commit(
      numbers.map((number) => ({
        put: {
          ...{ tenant: "home", kind: "memory", id: String(number), tags: [], active: true, atMs: scope.nowMs },
          ...{ user: String(number % 10), agent: String(number % 50), session: String(number % 1_000) },
          ...{ text: `memory number ${number} of a house`, body: {}, revision: 1 },
        },
      })),
    );
    await store.setVectors(
      "bench",
      numbers.map((number) => ({
        key: { tenant: "home", kind: "memory", id: String(number) },
        revision: 1,
        vector: vectors.subarray(number * dimensions, (number + 1) * dimensions),
      })),
    );
  }
  const seconds = (performance.now() - start) / 1_000;
  await store.close();
  process.stdout.write(`${JSON.stringify({ addsPerSecond: set.count / seconds })}\n`);
}

async function search(): Promise<void> {
  const queries = readFloats(set, "queries");
  const truth = readTruth(set);
  const start = performance.now();
  const store: Store = new SqliteStore(file);
  const ask = async (query: number, name: FilterName): Promise<readonly number[]> => {
    const vector = queries.subarray(query * dimensions, (query + 1) * dimensions);
    const found = await store.searchVector({ ...scope, vector, limit: 10, filter: filterOf(name, query) });
    return found.map(({ record }) => Number(record.id));
  };
  await ask(0, "none");
  const startMs = performance.now() - start;
  const searches: Partial<Record<FilterName, SearchFigures>> = {};
  for (const name of filterNames) {
    const times: number[] = [];
    let found = 0;
    let wanted = 0;
    for (let query = 0; query < set.queries; query += 1) {
      const exact = truth[name][query] ?? [];
      const from = performance.now();
      const ids = await ask(query, name);
      times.push(performance.now() - from);
      found += exact.filter((id) => ids.includes(id)).length;
      wanted += exact.length;
    }
    searches[name] = { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99), recall: found / wanted };
  }
  const figures: Omit<EngineFigures, "addsPerSecond"> = {
    engine: "hearth",
    version: process.version,
    about:
      "the service's store in the caller's process. It compares all rows as bytes (with very many rows, those preselected by one bit per dimension) and the best ones again in full precision",
    count: set.count,
    startMs,
    memoryMebibytes: Number(/VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1_024,
    diskMebibytes: statSync(file).size / 2 ** 20,
    searches: searches as EngineFigures["searches"],
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  await store.close();
}

await (verb === "add" ? add() : search());

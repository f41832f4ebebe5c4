import { machineSentence, type Machine } from "../measure/describe-machine.ts";
import { loadSentence } from "../report/load-sentence.ts";
import { markdownTable } from "../report/markdown-table.ts";
import type { EngineFigures } from "./figures.ts";
import type { SkillResults } from "./measure-skills.ts";
import { filterNames } from "./vectors-set.ts";

export interface MemoryResults {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly loadBefore: number;
  /** `null` with a reason where an engine could not be measured. */
  readonly engines: readonly (
    EngineFigures | { readonly engine: string; readonly count: number; readonly figures: null; readonly reason: string }
  )[];
  readonly skills: SkillResults | null;
}

const method = `## What was run

- Vectors have 384 dimensions and unit length, in 1,000 seeded clusters; the noise is about as long as the cluster's centre (1). The 200 questions are
  made in the same way. All engines get the same files, with a short text and three fields for each vector, and run one after the other on this machine.
- **Adds** end when everything is on disk and searchable, including the indexes. Nothing is embedded.
- **Start** is the time from opening the data on disk to the first answer, in a new process.
- **Search**: the ten nearest vectors, one question at a time. The filters *tenth*, *fiftieth* and *thousandth* leave one record in 10, 50 and 1,000.
  **Recall** is the share of the ten exact answers that was found; the exact answers come from comparing with every vector. With a million vectors, recall
  is measured on the first 50 questions.
- **Memory** is the memory of all processes of an engine after the searches; shared pages count once.
- Other engines are measured with as many vectors as they can load within minutes, and the memory service with the same number.
- **Skills**: all questions of [paraphrases.txt](../memory/paraphrases.txt), with one right answer each. *Substring* counts words that occur anywhere in a
  skill's text. *BM25* is the plain formula over whole words. *hearth* is the running service, called over HTTP, with Hearth's embedding model on one core.
  The model knows only English: *German as it is* shows its result for German texts without help; the service translates German word by word. The weight of
  words was chosen on one half of the skills (by a hash of their names); the figures that count are those of the other half. The list of German words was
  made for the gateway's router, from other texts.
`;

/** The page of results: figures, machine, method. */
export function memoryPage({ machine, versions, loadBefore, engines, skills }: MemoryResults): string {
  const measured = engines.filter((engine) => "searches" in engine);
  const missing = engines.filter((engine) => "reason" in engine);
  const overview = measured.map((engine) => [
    `${engine.engine} ${engine.version}`,
    engine.count.toLocaleString("en"),
    Math.round(engine.addsPerSecond).toLocaleString("en"),
    Math.round(engine.startMs).toLocaleString("en"),
    Math.round(engine.memoryMebibytes).toLocaleString("en"),
    Math.round(engine.diskMebibytes).toLocaleString("en"),
  ]);
  const counts = [...new Set(measured.map(({ count }) => count))];
  const searches = counts.flatMap((count) =>
    filterNames.flatMap((name) =>
      measured
        .filter((engine) => engine.count === count)
        .map(({ engine, searches: { [name]: found } }) => [
          count.toLocaleString("en"),
          name,
          engine,
          found.p50Ms.toFixed(2),
          found.p99Ms.toFixed(2),
          found.recall.toFixed(3),
        ]),
    ),
  );
  const abouts = new Map(measured.map(({ engine, about }) => [engine, about]));
  return [
    "# Memory service benchmark",
    "",
    markdownTable(["Engine", "Vectors", "Adds/s", "Start, ms", "Memory, MiB", "Disk, MiB"], overview),
    "",
    markdownTable(["Vectors", "Filter", "Engine", "p50, ms", "p99, ms", "Recall@10"], searches),
    "",
    "Goals: p50 below 10 ms, p99 below 25 ms and recall 0.98 with 100,000, filtered or not; p50 below 30 ms and 2.5 GB with 1,000,000; 2,000 adds/s; start below 1 s.",
    "",
    ...(missing.length === 0
      ? []
      : [
          ...missing.map(
            ({ engine, count, reason }) => `- ${engine} with ${count.toLocaleString("en")}: not measured. ${reason}`,
          ),
          "",
        ]),
    ...(skills === null ? [] : [skillTable(skills), ""]),
    `Measured on ${machineSentence(machine)} Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
    loadSentence([loadBefore], machine.cores),
    "",
    method,
    ...Array.from(abouts, ([engine, about]) => `- ${engine}: ${about}.`),
    "",
  ].join("\n");
}

function skillTable({ skills, questions, searches }: SkillResults): string {
  const rows = searches.map(({ part, search, all, english, german, first, p50Ms }) => [
    part,
    search,
    ...[all, english, german].map((value) => value.toFixed(3)),
    `${Math.round(first * 100)} %`,
    p50Ms.toFixed(1),
  ]);
  return [
    `Search for skills by purpose: ${questions} questions, ${skills} skills, nDCG@10.`,
    "",
    markdownTable(["Questions", "Search", "All", "English", "German", "First", "p50, ms"], rows),
  ].join("\n");
}

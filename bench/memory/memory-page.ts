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

- Vectors: 384 dimensions, unit length, in 1,000 seeded clusters with noise about as long as the centre's own 1; 200 questions made the same way. All
  engines get the same files, a short text and three fields with each vector, and run one after the other on this machine.
- **Adds** end when everything is on disk and can be searched, indexes included; nothing is embedded.
- **Start** is from opening what lies on disk until the first answer, in a new process.
- **Search**: ten nearest, one question at a time. *Tenth*, *fiftieth* and *thousandth* leave one record in so many. **Recall** is the share of the ten
  exact answers, found by comparing with every vector; of a million vectors it is that of the first 50 questions.
- **Memory** is of all the engine's processes after the searches, shared pages counted once.
- Peers are measured with as many vectors as they hold within minutes, and the service beside them with as many.
- **Skills**: every question of [paraphrases.txt](../memory/paraphrases.txt), one right answer each. *Substring* counts words that occur anywhere in a
  skill's text, *BM25* is the plain formula over whole words; *hearth* is the service as it runs, asked over HTTP, with the kit's embedding model on one
  core. The model knows English only: *German as it is* shows what it makes of German by itself, the service reads it as English word by word. How much
  words weigh was chosen by one half of the skills (by a hash of their names); what counts is the other half. The list of German words was made for the
  gateway's router, from other texts.
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
    "# The memory service beside other engines",
    "",
    markdownTable(["Engine", "Vectors", "Adds/s", "Start, ms", "Memory, MiB", "Disk, MiB"], overview),
    "",
    markdownTable(["Vectors", "Filter", "Engine", "p50, ms", "p99, ms", "Recall@10"], searches),
    "",
    "Aims: p50 below 10 ms, p99 below 25 ms and recall 0.98 with 100,000, filtered or not; p50 below 30 ms and 2.5 GB with 1,000,000; 2,000 adds/s; start below 1 s.",
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
    `Skills found by what they are for: ${questions} questions, ${skills} skills, nDCG@10.`,
    "",
    markdownTable(["Questions", "Search", "All", "English", "German", "First", "p50, ms"], rows),
  ].join("\n");
}

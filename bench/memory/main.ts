import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../../lib/errors.ts";
import { createLog, fileSink, terminalSink } from "../../lib/log.ts";
import { cacheFolder, stackFolder } from "../../lib/paths.ts";
import { describeMachine } from "../measure/describe-machine.ts";
import { interruptible } from "../measure/interruptible.ts";
import { readVersions } from "../measure/read-versions.ts";
import { waitForQuiet } from "../measure/wait-for-quiet.ts";
import { writeResults } from "../report/write-results.ts";
import { installPeers, peerPackages } from "./install-peers.ts";
import { measureEngine, type Engine } from "./measure-engine.ts";
import { measureSkills } from "./measure-skills.ts";
import { memoryPage, type MemoryResults } from "./memory-page.ts";
import { memoryPlot } from "./memory-plot.ts";
import { prepareVectors } from "./vectors-set.ts";

// usage: npm run bench:memory -- [--json] [--count 100000]… [--engines hearth,chroma,pgvector] [--no-skills] [--below-load 1.5] [--no-write]
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    count: { type: "string", multiple: true, default: ["100000"] },
    engines: { type: "string", default: "hearth,chroma,pgvector" },
    "no-skills": { type: "boolean", default: false },
    "below-load": { type: "string", default: "1.5" },
    "no-write": { type: "boolean", default: false },
  },
});

const log = createLog(terminalSink, fileSink(join(stackFolder("bench"), "log", "memory.jsonl")));
const signal = interruptible();
const workspace = join(cacheFolder, "bench", "memory", "work");
mkdirSync(workspace, { recursive: true });

const program = (file: string): string => join(import.meta.dirname, file);
const python = await installPeers(log, signal);
const known: readonly Engine[] = [
  { name: "hearth", program: [process.execPath, program("run-hearth.ts")] },
  { name: "chroma", program: [python, program("run_chroma.py")] },
  { name: "pgvector", program: [python, program("run_pgvector.py")] },
];
const chosen = known.filter(({ name }) => values.engines.split(",").includes(name));

const sets = [];
for (const count of values.count) {
  sets.push(await log.step(`${count} vectors`, () => Promise.resolve(prepareVectors(Number(count)))));
}
const loadBefore = await waitForQuiet({ belowLoad: Number(values["below-load"]), log, signal });

const engines: MemoryResults["engines"][number][] = [];
for (const set of sets) {
  for (const engine of chosen) {
    try {
      engines.push(await measureEngine(engine, { set, workspace, log, signal }));
    } catch (thrown) {
      signal.throwIfAborted();
      engines.push({ engine: engine.name, figures: null, reason: `With ${set.count}: ${messageOf(thrown)}` });
    }
  }
}
engines.push({
  engine: "mem0",
  figures: null,
  reason:
    "Not measured yet. It is a layer over a vector store such as those here; by default it adds by asking a chat model, whose times these would be.",
});

const skills = values["no-skills"] ? null : await log.step("skills", () => measureSkills(signal));
const versions = { ...(await readVersions(["llama.cpp", "all-minilm-l6-v2"])), ...peerPackages };
const result: MemoryResults = { machine: describeMachine(), versions, loadBefore, engines, skills };
if (!values["no-write"]) {
  const plot = memoryPlot(engines.filter((engine) => "searches" in engine));
  writeResults({ name: "memory", json: result, markdown: memoryPage(result), plot });
}
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : memoryPage(result));
process.exit();

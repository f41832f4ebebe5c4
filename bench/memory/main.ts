import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "@hearth/kernel/errors.ts";
import { createLog, fileSink, terminalSink } from "@hearth/kernel/log.ts";
import { cacheFolder, stackFolder } from "../../lib/paths.ts";
import { describeMachine } from "../measure/describe-machine.ts";
import { flag, number, someOf, wholeNumbers } from "../measure/option.ts";
import { readVersions } from "../measure/read-versions.ts";
import { runBench } from "../measure/run-bench.ts";
import { waitForQuiet } from "../measure/wait-for-quiet.ts";
import { writeResults } from "../report/write-results.ts";
import { engineNames, findEngines } from "./engines.ts";
import { installPeers, peerPackages } from "./install-peers.ts";
import { measureEngine } from "./measure-engine.ts";
import { measureSkills } from "./measure-skills.ts";
import { memoryPage, type MemoryResults } from "./memory-page.ts";
import { memoryPlot } from "./memory-plot.ts";
import { prepareVectors } from "./vectors-set.ts";

const usage = `Measures the memory service beside other engines, with the same vectors, and how it finds skills.

usage: npm run bench:memory -- [OPTION]...

  --count N,N…      vectors (10000,100000)
  --engines A,B…    of ${engineNames.join(", ")} (all)
  --no-skills       leave the skills out
  --below-load N    wait for a load below this one; Infinity does not wait (1.5)
  --no-write        leave bench/results alone
  --json            print one JSON object instead of the page
  --help

examples:
  npm run --silent bench:memory -- --json
  npm run bench:memory -- --count 10000,100000,1000000
  npm run bench:memory -- --engines hearth --count 10000 --no-skills --no-write
`;

await runBench({
  usage,
  options: {
    json: flag,
    count: wholeNumbers("10000,100000", 1_000),
    engines: someOf(engineNames),
    "no-skills": flag,
    "below-load": number("1.5", 0),
    "no-write": flag,
  },
  async measure(options, signal) {
    const log = createLog(terminalSink, fileSink(join(stackFolder("bench"), "log", "memory.jsonl")));
    const workspace = join(cacheFolder, "bench", "memory", "work");
    mkdirSync(workspace, { recursive: true });
    const chosen = findEngines(await installPeers(log, signal)).filter(({ name }) => options.engines.includes(name));
    const sets = [];
    for (const count of options.count) {
      sets.push(await log.step(`${count} vectors`, () => prepareVectors(count, signal)));
    }
    const loadBefore = await waitForQuiet({ belowLoad: options["below-load"], log, signal });

    const engines: MemoryResults["engines"][number][] = [];
    for (const set of sets) {
      for (const engine of chosen) {
        try {
          engines.push(await measureEngine(engine, { set, workspace, log, signal }));
        } catch (thrown) {
          signal.throwIfAborted();
          engines.push({ engine: engine.name, count: set.count, figures: null, reason: messageOf(thrown) });
        }
      }
    }
    const skills = options["no-skills"] ? null : await log.step("skills", () => measureSkills(signal));
    const versions = { ...(await readVersions(["llama.cpp", "all-minilm-l6-v2"])), ...peerPackages };
    const result: MemoryResults = { machine: describeMachine(), versions, loadBefore, engines, skills };
    if (!options["no-write"]) {
      const plot = memoryPlot(engines.filter((engine) => "searches" in engine));
      writeResults({ name: "memory", json: result, markdown: memoryPage(result), plot });
    }
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : memoryPage(result));
  },
});

import { join } from "node:path";
import { createLog, fileSink, terminalSink } from "@hearth/kernel/log.ts";
import { stackFolder } from "../../lib/paths.ts";
import { describeMachine } from "../measure/describe-machine.ts";
import { flag, number, wholeNumber } from "../measure/option.ts";
import { readVersions } from "../measure/read-versions.ts";
import { runBench } from "../measure/run-bench.ts";
import { writeResults } from "../report/write-results.ts";
import { measureUp, type UpRun } from "./measure-up.ts";
import { upPage } from "./up-page.ts";
import { upPlot } from "./up-plot.ts";

const usage = `Measures hearth up on virtual nodes: from nothing to the first token, and with nothing to do.

usage: npm run bench:up -- [OPTION]...

  --repetitions N   how often (3)
  --below-load N    wait for a load below this one; Infinity does not wait (1.5)
  --no-write        leave bench/results alone
  --json            print one JSON object instead of the page
  --help

examples:
  npm run bench:up
  npm run --silent bench:up -- --repetitions 1 --no-write --json
`;

await runBench({
  usage,
  options: {
    json: flag,
    repetitions: wholeNumber("3", 1),
    "below-load": number("1.5", 0),
    "no-write": flag,
  },
  async measure(options, signal) {
    const log = createLog(terminalSink, fileSink(join(stackFolder("bench"), "log", "up.jsonl")));
    const runs: UpRun[] = [];
    for (let repetition = 1; repetition <= options.repetitions; repetition += 1) {
      const run = await measureUp({ repetition, belowLoad: options["below-load"], log, signal });
      runs.push(run);
      log.info(JSON.stringify(run));
    }
    const versions = await readVersions(["pulumi", "headscale", "tailscale", "consul", "nomad", "llama.cpp"]);
    const result = { machine: describeMachine(), versions, runs };
    if (!options["no-write"]) {
      writeResults({ name: "up", json: result, markdown: upPage(result), plot: upPlot(runs) });
    }
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : upPage(result));
  },
});

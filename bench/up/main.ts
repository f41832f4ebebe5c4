import { join } from "node:path";
import { parseArgs } from "node:util";
import { createLog, fileSink, terminalSink } from "../../lib/log.ts";
import { stackFolder } from "../../lib/paths.ts";
import { describeMachine } from "../measure/describe-machine.ts";
import { interruptible } from "../measure/interruptible.ts";
import { readVersions } from "../measure/read-versions.ts";
import { writeResults } from "../report/write-results.ts";
import { measureUp, type UpRun } from "./measure-up.ts";
import { upPage } from "./up-page.ts";
import { upPlot } from "./up-plot.ts";

// usage: npm run bench:up -- [--json] [--repetitions 3] [--below-load 1.5] [--no-write]
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    repetitions: { type: "string", default: "3" },
    "below-load": { type: "string", default: "1.5" },
    "no-write": { type: "boolean", default: false },
  },
});

const log = createLog(terminalSink, fileSink(join(stackFolder("bench"), "log", "up.jsonl")));
const signal = interruptible();

const runs: UpRun[] = [];
for (let repetition = 1; repetition <= Number(values.repetitions); repetition += 1) {
  const run = await measureUp({ repetition, belowLoad: Number(values["below-load"]), log, signal });
  runs.push(run);
  log.info(JSON.stringify(run));
}

const versions = await readVersions(["pulumi", "headscale", "tailscale", "consul", "nomad", "llama.cpp"]);
const result = { machine: describeMachine(), versions, runs };
if (!values["no-write"]) {
  writeResults({ name: "up", json: result, markdown: upPage(result), plot: upPlot(runs) });
}
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : upPage(result));

import { join } from "node:path";
import { parseArgs } from "node:util";
import { createLog, fileSink, terminalSink } from "../../lib/log.ts";
import { stackFolder } from "../../lib/paths.ts";
import { describeMachine } from "../measure/describe-machine.ts";
import { interruptible } from "../measure/interruptible.ts";
import { readVersions } from "../measure/read-versions.ts";
import { writeResults } from "../report/write-results.ts";
import { measureOnce, type ProvisioningRun } from "./measure-once.ts";
import { ansibleVersion } from "./install-ansible.ts";
import { nodePrograms } from "./node-programs.ts";
import { differences, type EndState } from "./read-end-state.ts";
import { provisioningPage, type ProvisioningResult } from "./provisioning-page.ts";
import { provisioningPlot } from "./provisioning-plot.ts";
import { tools, type ToolUnderTest } from "./side.ts";
import { summarise } from "./summarise.ts";

// usage: npm run bench:provisioning -- [--json] [--nodes 3,6] [--repetitions 3] [--tools hearth,ansible] [--below-load 1.5] [--no-write]
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    nodes: { type: "string", default: "3,6" },
    repetitions: { type: "string", default: "3" },
    tools: { type: "string", default: tools.join() },
    "below-load": { type: "string", default: "1.5" },
    "no-write": { type: "boolean", default: false },
  },
});

const inventories: Readonly<Record<string, string>> = {
  3: join(import.meta.dirname, "three-nodes.inventory.yaml"),
  6: join(import.meta.dirname, "six-nodes.inventory.yaml"),
};
const chosen = tools.filter((tool) => values.tools.split(",").includes(tool));
const log = createLog(terminalSink, fileSink(join(stackFolder("bench"), "log", "provisioning.jsonl")));
const signal = interruptible();
const machine = describeMachine();
const versions = { ...(await readVersions(["pulumi", ...nodePrograms])), "ansible-core": ansibleVersion };

const runs: ProvisioningRun[] = [];
for (const nodes of values.nodes.split(",")) {
  const inventoryFile = inventories[nodes];
  if (inventoryFile === undefined) throw new TypeError(`there is no inventory of ${nodes} nodes`);
  for (let repetition = 1; repetition <= Number(values.repetitions); repetition += 1) {
    // Whoever comes second finds warmer caches: they take turns.
    const order = repetition % 2 === 1 ? chosen : chosen.toReversed();
    const endStates: EndState[] = [];
    for (const tool of order) {
      const measured = await measure(tool, { inventoryFile, repetition });
      runs.push(measured.run);
      endStates.push(measured.endState);
      log.info(JSON.stringify(measured.run));
    }
    assertAlike(endStates);
    write();
  }
}

const last = result();
process.stdout.write(values.json ? `${JSON.stringify(last)}\n` : provisioningPage(last));

function result(): ProvisioningResult {
  return { machine, versions, comparisons: summarise(runs), runs };
}

/** After each repetition, so that what was measured is kept when a later run fails. */
function write(): void {
  const json = result();
  if (values["no-write"] || json.comparisons.length === 0) return;
  const [markdown, plot] = [provisioningPage(json), provisioningPlot(json.comparisons)];
  writeResults({ name: "provisioning", json, markdown, plot });
}

function measure(tool: ToolUnderTest, options: { inventoryFile: string; repetition: number }) {
  return measureOnce({ tool, ...options, belowLoad: Number(values["below-load"]), log, signal });
}

/** Both sides have passed the same facts; configuration has to be the same text too. */
function assertAlike([one, other]: readonly EndState[]): void {
  if (one === undefined || other === undefined) return;
  const files = differences(one, other);
  if (files.length > 0) throw new Error(`the two sides have written differently:\n${files.join("\n")}`);
}

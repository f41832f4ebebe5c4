import { join } from "node:path";
import { createLog, fileSink, terminalSink } from "@hearth/kernel/log.ts";
import { stackFolder } from "../../lib/paths.ts";
import { describeMachine } from "../measure/describe-machine.ts";
import { flag, number, someOf, wholeNumber } from "../measure/option.ts";
import { readVersions } from "../measure/read-versions.ts";
import { runBench } from "../measure/run-bench.ts";
import { writeResults } from "../report/write-results.ts";
import { measureOnce, type ProvisioningRun } from "./measure-once.ts";
import { ansibleVersion } from "./install-ansible.ts";
import { nodePrograms } from "./node-programs.ts";
import { differences, type EndState } from "./read-end-state.ts";
import { provisioningPage, type ProvisioningResult } from "./provisioning-page.ts";
import { provisioningPlot } from "./provisioning-plot.ts";
import { tools } from "./side.ts";
import { summarise } from "./summarise.ts";

const inventories = {
  3: join(import.meta.dirname, "three-nodes.inventory.yaml"),
  6: join(import.meta.dirname, "six-nodes.inventory.yaml"),
} as const;

const usage = `Measures Hearth and ansible-core making the same machines.

usage: npm run bench:provisioning -- [OPTION]...

  --nodes N,N…      3, 6 or both (3,6)
  --repetitions N   how often each is measured (3)
  --tools A,B…      of ${tools.join(", ")} (both)
  --below-load N    wait for a load below this one; Infinity does not wait (1.5)
  --no-write        leave bench/results alone
  --json            print one JSON object instead of the page
  --help

examples:
  npm run bench:provisioning
  npm run --silent bench:provisioning -- --nodes 3 --tools hearth --repetitions 1 --no-write --json
`;

await runBench({
  usage,
  options: {
    json: flag,
    nodes: someOf(["3", "6"]),
    repetitions: wholeNumber("3", 1),
    tools: someOf(tools),
    "below-load": number("1.5", 0),
    "no-write": flag,
  },
  async measure(options, signal) {
    const log = createLog(terminalSink, fileSink(join(stackFolder("bench"), "log", "provisioning.jsonl")));
    const machine = describeMachine();
    const versions = { ...(await readVersions(["pulumi", ...nodePrograms])), "ansible-core": ansibleVersion };
    const runs: ProvisioningRun[] = [];
    const result = (): ProvisioningResult => ({ machine, versions, comparisons: summarise(runs), runs });
    for (const nodes of options.nodes) {
      for (let repetition = 1; repetition <= options.repetitions; repetition += 1) {
        // Whoever comes second finds warmer caches: they take turns.
        const order = repetition % 2 === 1 ? options.tools : options.tools.toReversed();
        const endStates: EndState[] = [];
        for (const tool of order) {
          const [inventoryFile, belowLoad] = [inventories[nodes], options["below-load"]];
          const measured = await measureOnce({ tool, inventoryFile, repetition, belowLoad, log, signal });
          runs.push(measured.run);
          endStates.push(measured.endState);
          log.info(JSON.stringify(measured.run));
        }
        assertAlike(endStates);
        if (!options["no-write"]) write(result());
      }
    }
    process.stdout.write(options.json ? `${JSON.stringify(result())}\n` : provisioningPage(result()));
  },
});

/** After each repetition, so that what was measured is kept when a later run fails. */
function write(json: ProvisioningResult): void {
  if (json.comparisons.length === 0) return;
  const [markdown, plot] = [provisioningPage(json), provisioningPlot(json.comparisons)];
  writeResults({ name: "provisioning", json, markdown, plot });
}

/** Both sides have passed the same facts; configuration has to be the same text too. */
function assertAlike([one, other]: readonly EndState[]): void {
  if (one === undefined || other === undefined) return;
  const files = differences(one, other);
  if (files.length > 0) throw new Error(`the two sides have written differently:\n${files.join("\n")}`);
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine } from "../measure/describe-machine.ts";
import { interruptible } from "../measure/interruptible.ts";
import { readVersions } from "../measure/read-versions.ts";
import { writeResults } from "../report/write-results.ts";
import { gatewayPage } from "./gateway-page.ts";
import { gatewayPlot } from "./gateway-plot.ts";
import { compare } from "./measure/compare.ts";
import { peerNames } from "./measure/start-peers.ts";
import { litellmVersion } from "./peers/start-litellm.ts";
import { portkeyVersion } from "./peers/start-portkey.ts";
import { summarise } from "./summary.ts";

// usage: npm run bench:gateway -- [--json] [--rounds 3] [--peers nginx,node,portkey,litellm] [--no-write]
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    peers: { type: "string", default: peerNames.join(",") },
    "no-write": { type: "boolean", default: false },
  },
});

const asked = values.peers.split(",");
const folder = mkdtempSync(join(tmpdir(), "hearth-bench-gateway-"));
const signal = interruptible();
try {
  const measured = await compare({
    names: peerNames.filter((name) => name === "hearth" || asked.includes(name)),
    rounds: Number(values.rounds),
    folder,
    signal,
    progress: (text) => process.stderr.write(`${text}\n`),
  });
  const summary = summarise(measured);
  const versions = { ...(await readVersions([])), portkey: portkeyVersion, litellm: litellmVersion };
  const results = { ...summary, machine: describeMachine(), versions };
  if (!values["no-write"]) {
    writeResults({ name: "gateway", json: results, markdown: gatewayPage(results), plot: gatewayPlot(measured) });
  }
  process.stdout.write(values.json ? `${JSON.stringify(results)}\n` : gatewayPage(results));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeMachine } from "../measure/describe-machine.ts";
import { flag, someOf, wholeNumber } from "../measure/option.ts";
import { readVersions } from "../measure/read-versions.ts";
import { runBench } from "../measure/run-bench.ts";
import { writeResults } from "../report/write-results.ts";
import { gatewayPage } from "./gateway-page.ts";
import { gatewayPlot } from "./gateway-plot.ts";
import { compare } from "./measure/compare.ts";
import { peerNames } from "./measure/start-peers.ts";
import { envoyVersion } from "./peers/start-envoy.ts";
import { litellmVersion } from "./peers/start-litellm.ts";
import { portkeyVersion } from "./peers/start-portkey.ts";
import { smgVersion } from "./peers/start-smg.ts";
import { vllmRouterVersion } from "./peers/start-vllm-router.ts";
import { summarise } from "./summary.ts";

const usage = `Measures the gateway beside other proxies, in front of the same server.

usage: npm run bench:gateway -- [OPTION]...

  --rounds N        how often each is measured (3)
  --peers A,B…      of ${peerNames.join(", ")} (all; hearth is always there)
  --no-write        leave bench/results alone
  --json            print one JSON object instead of the page
  --help

examples:
  npm run --silent bench:gateway -- --json
  npm run bench:gateway -- --peers nginx,node --rounds 1 --no-write
`;

await runBench({
  usage,
  options: {
    json: flag,
    rounds: wholeNumber("3", 1),
    peers: someOf(peerNames),
    "no-write": flag,
  },
  async measure(options, signal) {
    const folder = mkdtempSync(join(tmpdir(), "hearth-bench-gateway-"));
    try {
      const measured = await compare({
        names: peerNames.filter((name) => name === "hearth" || options.peers.includes(name)),
        rounds: options.rounds,
        folder,
        signal,
        progress: (text) => process.stderr.write(`${text}\n`),
      });
      const versions = {
        ...(await readVersions([])),
        envoy: envoyVersion,
        "vllm-router": vllmRouterVersion,
        smg: smgVersion,
        portkey: portkeyVersion,
        litellm: litellmVersion,
      };
      const results = { ...summarise(measured), machine: describeMachine(), versions };
      if (!options["no-write"]) {
        writeResults({ name: "gateway", json: results, markdown: gatewayPage(results), plot: gatewayPlot(measured) });
      }
      process.stdout.write(options.json ? `${JSON.stringify(results)}\n` : gatewayPage(results));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

import { hash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFakeConsul, type FakeConsul } from "../../../apps/gateway/test/fake-consul.ts";
import { freePort } from "../../../lib/free-port.ts";
import { keysPrefix } from "@hearth/contracts/keys/key-paths.ts";
import type { KeyRecord } from "@hearth/contracts/keys/key-record.ts";
import { root } from "../../../lib/paths.ts";
import { bundleProgram } from "@hearth/build/bundle-program.ts";
import { firstAnswer } from "./first-answer.ts";
import type { PeerOptions, RunningPeer } from "./peer.ts";
import { startProgram } from "./start-program.ts";

const key = "hearth_bench_0123456789abcdef0123456789abcdef";

/** A key with every limit there is, none of which is reached. */
const record: KeyRecord = {
  id: "bench",
  secrets: [{ sha256: hash("sha256", key) }],
  createdAt: "2026-01-01T00:00:00Z",
  models: ["bench*"],
  limits: {
    requestsPerMinute: 1e9,
    tokensPerMinute: 1e12,
    tokensPerDay: 1e12,
    tokensPerMonth: 1e12,
    costPerDay: 1e9,
    costPerMonth: 1e9,
  },
  priority: 0,
  history: [],
};

type HearthOptions = Omit<PeerOptions, "installSignal">;

export interface RunningHearth extends RunningPeer {
  readonly consul: FakeConsul;
}

/**
 * This gateway, bundled as for a node, with what it has in a cluster: experts and keys from Consul, limits, budgets, routing by name,
 * metrics, and a log line for each request.
 */
export async function startHearth(
  options: HearthOptions,
  upstreamPorts = [options.upstreamPort],
): Promise<RunningHearth> {
  const { folder, signal } = options;
  const outfile = join(folder, "gateway.mjs");
  await bundleProgram({ checkout: root, entryPoint: "apps/gateway/src/server.ts", outfile });
  const consul = await startFakeConsul();
  consul.set({ "expert-bench": { meta: { kind: "chat", model: "bench" }, ports: upstreamPorts } });
  consul.write(keysPrefix + record.id, record);
  const port = await freePort();
  const [configFile, keysFile] = [join(folder, "gateway.json"), join(folder, "keys.json")];
  writeFileSync(keysFile, JSON.stringify({ keys: [] }));
  writeFileSync(
    configFile,
    JSON.stringify({
      listen: { address: "127.0.0.1", port },
      consul: { url: consul.origin },
      keysFile,
      // A thousand streams at once come to one instance.
      admission: { perInstance: 2_000 },
      prices: { models: { bench: { promptPerMillion: 1, completionPerMillion: 2 } } },
    }),
  );
  const program = startProgram({
    command: [process.execPath, ...nodeOptions, outfile],
    environment: { HEARTH_GATEWAY_CONFIG: configFile, NODE_ENV: "production", MALLOC_ARENA_MAX: "1" },
    folder,
    name: "hearth",
    signal,
  });
  const target = { port, path: "/v1/chat/completions", headers: { authorization: `Bearer ${key}` } };
  const coldStartMs = await firstAnswer(program, target, 10_000);
  return {
    target,
    coldStartMs,
    consul,
    memoryMb: () => program.memoryMb(),
    cpuMs: () => program.cpuMs(),
    async stop() {
      await program.stop();
      await consul[Symbol.asyncDispose]();
    },
  };
}

/** As in jobs/gateway.ts; its template has the environment. */
const nodeOptions = ["--max-semi-space-size=8", "--max-old-space-size=128"];

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../lib/free-port.ts";
import { nodeClient } from "../../lib/http/node-client.ts";
import { createNomadApi, type NomadApi } from "../../lib/nomad/nomad-api.ts";
import { toolBin } from "../../lib/toolchain/installed/tool-bin.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";

export interface NomadAgent extends AsyncDisposable {
  readonly nomad: NomadApi;
  /** Where its server takes clients. */
  readonly rpc: number;
}

/**
 * A real Nomad of one node on loopback, ready to place jobs of the driver raw_exec; with the Consul at an origin where one is given,
 * to which its tasks log in by their identities.
 */
export async function startNomadAgent(consulOrigin?: string): Promise<NomadAgent> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-nomad-"));
  const [http, rpc, serf] = [await freePort(), await freePort(), await freePort()];
  const configuration = {
    name: "n1",
    datacenter: "home",
    ports: { http, rpc, serf },
    plugin: [{ raw_exec: [{ config: [{ enabled: true }] }] }],
    // Only what is on this machine: the fingerprints of clouds wait for addresses that do not answer.
    client: [
      { options: [{ "fingerprint.allowlist": `${fingerprints}${consulOrigin === undefined ? "" : ",consul"}` }] },
    ],
    ...(consulOrigin !== undefined && { consul: [consulAt(consulOrigin)] }),
  };
  writeFileSync(join(folder, "agent.json"), JSON.stringify(configuration));
  const agent = spawn(toolBin("nomad"), ["agent", "-dev", "-bind=127.0.0.1", `-config=${folder}/agent.json`], {
    stdio: "ignore",
    env: { PATH: process.env["PATH"], HOME: folder, TMPDIR: folder },
  });
  const nomad = createNomadApi(nodeClient({ origin: `http://127.0.0.1:${http}` }));
  await waitFor({ what: "the Nomad agent", limitMs: 60_000 }, async () => {
    const nodes = await nomad.nodes().catch(() => []);
    return nodes.some((node) => node.Status === "ready") ? ready(undefined) : notYet("its node is not ready");
  });
  return {
    nomad,
    rpc,
    async [Symbol.asyncDispose]() {
      agent.kill("SIGINT");
      await once(agent, "exit");
      unmountAll(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A second machine of a Nomad: a client alone, on loopback too. Returns when work may be placed on it. */
export async function startNomadClient({ nomad, rpc }: NomadAgent, name: string): Promise<AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-nomad-"));
  const [http, ownRpc] = [await freePort(), await freePort()];
  const configuration = {
    name,
    datacenter: "home",
    data_dir: join(folder, "data"),
    bind_addr: "127.0.0.1",
    advertise: { http: "127.0.0.1", rpc: "127.0.0.1" },
    ports: { http, rpc: ownRpc },
    plugin: [{ raw_exec: [{ config: [{ enabled: true }] }] }],
    client: [
      {
        enabled: true,
        servers: [`127.0.0.1:${rpc}`],
        options: [{ "fingerprint.allowlist": fingerprints }],
      },
    ],
  };
  writeFileSync(join(folder, "agent.json"), JSON.stringify(configuration));
  const agent = spawn(toolBin("nomad"), ["agent", `-config=${folder}/agent.json`], {
    stdio: "ignore",
    env: { PATH: process.env["PATH"], HOME: folder, TMPDIR: folder },
  });
  await waitFor({ what: `the client ${name}`, limitMs: 60_000 }, async () => {
    const nodes = await nomad.nodes();
    return nodes.some((node) => node.Name === name && node.Status === "ready") ? ready(undefined) : notYet("not yet");
  });
  return {
    async [Symbol.asyncDispose]() {
      agent.kill("SIGINT");
      await once(agent, "exit");
      unmountAll(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const fingerprints = "arch,cpu,host,memory,network,nomad,signal,storage";

function consulAt(origin: string): object {
  const identity = { aud: ["consul.io"], ttl: "1h" };
  return { address: origin, service_identity: [identity], task_identity: [identity] };
}

/** Nomad leaves the file systems of secrets mounted when it ends in the middle of things. */
function unmountAll(folder: string): void {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  for (const line of mounts.reverse()) {
    const [, point] = line.split(" ");
    if (point?.startsWith(`${folder}/`)) spawnSync("umount", [point]);
  }
}

import { join } from "node:path";
import { freePort } from "../../../lib/free-port.ts";
import { installPython } from "./install-python.ts";
import type { StartPeer } from "./peer.ts";
import { runningPeer } from "./running-peer.ts";
import { startProgram } from "./start-program.ts";

export const vllmRouterVersion = "0.1.17";

/** vLLM's router, in Rust: it reads requests and chooses a worker, without keys. */
export const startVllmRouter: StartPeer = async (options) => {
  const { upstreamPort, folder, signal } = options;
  const installed = await installPython({ name: "vllm-router", version: vllmRouterVersion }, options);
  const [port, metricsPort] = [await freePort(), await freePort()];
  const address = "127.0.0.1";
  const program = startProgram({
    command: [
      ...([join(installed, "bin", "vllm-router"), "--host", address, "--port", String(port)] as const),
      ...["--worker-urls", `http://${address}:${upstreamPort}`, "--policy", "round_robin"],
      ...["--prometheus-host", address, "--prometheus-port", String(metricsPort)],
    ],
    folder,
    name: "vllm-router",
    signal,
  });
  const target = { port, path: "/v1/chat/completions", headers: {} };
  return runningPeer(program, target, 30_000);
};

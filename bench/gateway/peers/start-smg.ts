import { join } from "node:path";
import { freePort } from "../../../lib/free-port.ts";
import { installPython } from "./install-python.ts";
import type { StartPeer } from "./peer.ts";
import { runningPeer } from "./running-peer.ts";
import { startProgram } from "./start-program.ts";

export const smgVersion = "1.13.0";

/** smg, a gateway in Rust, with a key, which is nearest to what Hearth's does. */
export const startSmg: StartPeer = async (options) => {
  const { upstreamPort, folder, signal } = options;
  const installed = await installPython({ name: "smg", version: smgVersion }, options);
  const [port, metricsPort] = [await freePort(), await freePort()];
  const key = "bench-0123456789";
  const address = "127.0.0.1";
  const program = startProgram({
    command: [
      ...([join(installed, "bin", "smg"), "launch", "--host", address, "--port", String(port)] as const),
      ...["--worker-urls", `http://${address}:${upstreamPort}`, "--policy", "round_robin", "--backend", "vllm"],
      ...["--api-key", key, "--prometheus-host", address, "--prometheus-port", String(metricsPort)],
    ],
    folder,
    name: "smg",
    signal,
  });
  const target = { port, path: "/v1/chat/completions", headers: { authorization: `Bearer ${key}` } };
  return runningPeer(program, target, 30_000);
};

import { join } from "node:path";
import type { StartPeer } from "./peer.ts";
import { runningPeer } from "./running-peer.ts";
import { startProgram } from "./start-program.ts";

/** The bare proxy in Node. */
export const startNode: StartPeer = async ({ upstreamPort, folder, signal }) => {
  const script = join(import.meta.dirname, "..", "servers", "bare-proxy.ts");
  const command = [process.execPath, script, String(upstreamPort)] as const;
  const program = startProgram({ command, folder, name: "node", signal });
  const target = { port: Number(await program.firstLine), path: "/v1/chat/completions", headers: {} };
  return runningPeer(program, target, 10_000);
};

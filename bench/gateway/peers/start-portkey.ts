import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { freePort } from "../../../lib/free-port.ts";
import { cacheFolder } from "../../../lib/paths.ts";
import { runTimed } from "../../measure/run-timed.ts";
import type { PeerOptions, StartPeer } from "./peer.ts";
import { runningPeer } from "./running-peer.ts";
import { startProgram } from "./start-program.ts";

const packageName = "@portkey-ai/gateway";
export const portkeyVersion = "1.15.2";

/** npm lies beside the Node that runs this. */
const npm = join(dirname(process.execPath), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js");

async function install({ installSignal: signal, progress }: PeerOptions): Promise<string> {
  const folder = join(cacheFolder, "bench", "gateway", `portkey-${portkeyVersion}`);
  const script = join("node_modules", packageName, "build", "start-server.js");
  if (existsSync(join(folder, script))) return join(folder, script);
  progress("Portkey: installing from npm");
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, "package.json"), '{"private":true}');
  const options = ["--no-audit", "--no-fund", "--ignore-scripts"];
  await runTimed([process.execPath, npm, "install", ...options, `${packageName}@${portkeyVersion}`], {
    cwd: unfinished,
    signal,
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  return join(folder, script);
}

/** Portkey's gateway, told by headers where the upstream is. */
export const startPortkey: StartPeer = async (options) => {
  const { upstreamPort, folder, signal } = options;
  const script = await install(options);
  const port = await freePort();
  const command = [process.execPath, script, `--port=${port}`, "--headless"] as const;
  const environment = { NODE_ENV: "production", TRUSTED_CUSTOM_HOSTS: "127.0.0.1,localhost" };
  const program = startProgram({ command, environment, folder, name: "portkey", signal });
  const headers = {
    authorization: "Bearer bench",
    "x-portkey-provider": "openai",
    "x-portkey-custom-host": `http://127.0.0.1:${upstreamPort}/v1`,
  };
  const target = { port, path: "/v1/chat/completions", headers };
  return runningPeer(program, target, 30_000);
};

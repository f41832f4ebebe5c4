import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../../lib/paths.ts";

const run = promisify(execFile);
const limitMs = 560_000;

/** The official clients; the agent libraries and aider are larger. */
export type PythonClients = "requirements" | "libraries" | "llamaindex" | "aider";

/**
 * The folder of the programs of a Python environment with the pinned packages, below the kit's cache; made when it is not there.
 * Throws where Python or the packages cannot be had: a test that needs them fails then, and is not skipped.
 */
export async function pythonEnvironment(clients: PythonClients = "requirements"): Promise<string> {
  const requirements = join(import.meta.dirname, `${clients}.txt`);
  const folder = join(cacheFolder, `python-clients-${hash("sha256", readFileSync(requirements)).slice(0, 12)}`);
  const programs = join(folder, "bin");
  // Written last, so that an interrupted installation is started again.
  const complete = join(folder, "complete");
  if (existsSync(complete)) return programs;
  rmSync(folder, { recursive: true, force: true });
  await run("python3", ["-m", "venv", folder], { timeout: limitMs });
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-deps",
    "--no-compile",
    "--disable-pip-version-check",
    "--only-binary=:all:",
    "--require-hashes",
    "-r",
    requirements,
  ];
  await run(join(programs, "python"), pip, { timeout: limitMs });
  writeFileSync(complete, "");
  return programs;
}

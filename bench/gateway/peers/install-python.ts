import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { cacheFolder } from "../../../lib/paths.ts";
import { runTimed } from "../../measure/run-timed.ts";
import type { PeerOptions } from "./peer.ts";

export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  readonly extras?: string;
}

/**
 * Installs a package from PyPI into a virtual environment below the cache, and returns its folder. A file marks it as whole at the end,
 * because such a folder cannot be moved.
 */
export async function installPython(
  { name, version, extras = "" }: PythonPackage,
  { installSignal: signal, progress }: Pick<PeerOptions, "installSignal" | "progress">,
): Promise<string> {
  const folder = join(cacheFolder, "bench", "gateway", `${name}-${version}`);
  const mark = join(folder, "installed");
  if (existsSync(mark)) return folder;
  progress(`${name}: installing from PyPI, which may take minutes`);
  rmSync(folder, { recursive: true, force: true });
  await runTimed(["python3", "-m", "venv", folder], { signal });
  const python = join(folder, "bin", "python");
  await runTimed([python, "-m", "pip", "install", "--quiet", `${name}${extras}==${version}`], { signal });
  replaceFile(mark, "");
  return folder;
}

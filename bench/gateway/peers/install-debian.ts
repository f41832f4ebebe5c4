import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../../lib/paths.ts";
import { runTimed } from "../../measure/run-timed.ts";

export interface InstallOptions {
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/** Unpacks a Debian package below the cache, without installing it. Returns the folder, which takes the place of `/`. */
export async function installDebian(name: string, { signal, progress }: InstallOptions): Promise<string> {
  const folder = join(cacheFolder, "bench", "gateway", `debian-${name}`);
  if (existsSync(folder)) return folder;
  progress(`${name}: unpacking Debian's package`);
  const unpacked = `${folder}.new`;
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  await runTimed(["apt-get", "download", name], { cwd: unpacked, signal });
  for (const file of readdirSync(unpacked).filter((entry) => entry.endsWith(".deb"))) {
    await runTimed(["dpkg-deb", "-x", file, unpacked], { cwd: unpacked, signal });
  }
  renameSync(unpacked, folder);
  return folder;
}

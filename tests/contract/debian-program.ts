import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../lib/paths.ts";

const run = promisify(execFile);
const limitMs = 300_000;

/** A program out of Debian's package, as the cluster's own is; below the kit's cache. Throws where it cannot be had. */
export async function debianProgram(from: string, name: string): Promise<string> {
  const program = join(cacheFolder, `${name}-bookworm`, name);
  if (existsSync(program)) return program;
  mkdirSync(dirname(program), { recursive: true });
  const folder = mkdtempSync(join(dirname(program), "unpacking-"));
  try {
    const fetch = `apt-get -qq download ${from} || { apt-get -qq update && apt-get -qq download ${from}; }`;
    await run("sh", ["-c", fetch], { cwd: folder, timeout: limitMs });
    await run("dpkg-deb", ["--extract", readdirSync(folder)[0] ?? "", "."], { cwd: folder, timeout: limitMs });
    renameSync(join(folder, "usr", "bin", name), program);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return program;
}

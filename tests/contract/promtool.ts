import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { cacheFolder } from "../../lib/paths.ts";

const run = promisify(execFile);
const limitMs = 300_000;

/** Prometheus' own tool, out of Debian's package as the cluster's Prometheus is; below the kit's cache. Throws where it cannot be had. */
export async function promtool(): Promise<string> {
  const program = join(cacheFolder, "promtool-bookworm", "promtool");
  if (existsSync(program)) return program;
  mkdirSync(dirname(program), { recursive: true });
  const folder = mkdtempSync(join(dirname(program), "unpacking-"));
  try {
    const fetch = "apt-get -qq download prometheus || { apt-get -qq update && apt-get -qq download prometheus; }";
    await run("sh", ["-c", fetch], { cwd: folder, timeout: limitMs });
    await run("dpkg-deb", ["--extract", readdirSync(folder)[0] ?? "", "."], { cwd: folder, timeout: limitMs });
    renameSync(join(folder, "usr", "bin", "promtool"), program);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return program;
}

/** What `promtool check metrics` finds wrong with a page of metrics; empty where it is right. */
export async function faultsOfMetrics(page: string): Promise<string> {
  const check = spawn(await promtool(), ["check", "metrics"], { stdio: ["pipe", "pipe", "pipe"] });
  check.stdin.end(page);
  return (await Promise.all([text(check.stdout), text(check.stderr)])).join("");
}

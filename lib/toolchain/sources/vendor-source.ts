import { existsSync } from "node:fs";
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { download } from "../fetch/download.ts";
import { refuseMismatch } from "../fetch/refuse-mismatch.ts";
import { SourceSkipped } from "../fetch/source-skipped.ts";
import { runProgram } from "../fetch/run-program.ts";
import { takeParts } from "../fetch/take-parts.ts";
import type { VendorSource } from "../names/tool.ts";
import { unpackCommand } from "../fetch/unpack-command.ts";
import type { Workbench } from "../fetch/workbench.ts";

/** Downloads a vendor's release file, checks it and unpacks it. Without a pinned checksum nothing is downloaded. */
export async function obtainFromVendor(source: VendorSource, bench: Workbench): Promise<void> {
  const { url, format, take } = source.downloads[bench.platform];
  const pinned = bench.checksums[url];
  if (pinned === undefined || pinned === null)
    throw new SourceSkipped("no pinned checksum; `hearth tools pin` adds it");
  const unreachable = await bench.reach(url);
  if (unreachable !== undefined) throw new SourceSkipped(unreachable);

  const file = await fetchChecked(url, pinned, bench);
  const unpacked = join(bench.work, "unpacked");
  await mkdir(unpacked);
  if (format === "program") {
    await chmod(file, 0o755);
    await rename(file, join(unpacked, basename(url)));
  } else {
    await runProgram(unpackCommand(format, file, unpacked), { ...bench, folder: bench.work });
    await rm(file);
  }
  await takeParts(take, unpacked, bench.result);
}

/** What has arrived of a download stays in the cache, named after the tool and the pinned content, so that the next run continues it. */
async function fetchChecked(url: string, pinned: string, bench: Workbench): Promise<string> {
  const folder = join(bench.cache, "downloads");
  const file = join(folder, `${bench.label}-${pinned.slice(0, 16)}`);
  await mkdir(folder, { recursive: true });
  bench.progress(`downloading ${url}`);
  const onBytes = (arrived: number, total?: number): void =>
    bench.progress(`downloading ${url}  ${share(arrived, total)}`);
  const isContinued = existsSync(file);
  let found = await download(url, file, { ...bench, onBytes });
  if (found !== pinned && isContinued) {
    // The beginning that an earlier run left may be what is wrong.
    await rm(file);
    found = await download(url, file, { ...bench, onBytes });
  }
  if (found !== pinned) await rm(file);
  refuseMismatch(url, { pinned, found });
  return file;
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

const share = (arrived: number, total: number | undefined): string =>
  total === undefined ? `${mebibytes(arrived)} MiB` : `${mebibytes(arrived)} of ${mebibytes(total)} MiB`;

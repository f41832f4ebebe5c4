import { chmod, mkdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { download } from "../fetch/download.ts";
import { refuseMismatch } from "../fetch/refuse-mismatch.ts";
import { runProgram } from "../fetch/run-program.ts";
import { takeParts } from "../fetch/take-parts.ts";
import type { VendorSource } from "../names/tool.ts";
import { unpackCommand } from "../fetch/unpack-command.ts";
import type { Workbench } from "../fetch/workbench.ts";

/** Downloads a vendor's release file, checks it and unpacks it. Without a pinned checksum nothing is downloaded. */
export async function obtainFromVendor(source: VendorSource, bench: Workbench): Promise<void> {
  const { url, format, take } = source.downloads[bench.platform];
  const pinned = bench.checksums[url];
  if (pinned === undefined || pinned === null) throw new Error("no pinned checksum; `hearth tools pin` adds it");

  bench.progress(`downloading ${url}`);
  const file = join(bench.work, basename(url));
  const found = await download(url, file, bench);
  refuseMismatch(url, { pinned, found });

  const unpacked = join(bench.work, "unpacked");
  await mkdir(unpacked);
  if (format === "program") {
    await chmod(file, 0o755);
    await rename(file, join(unpacked, basename(url)));
  } else {
    await runProgram(unpackCommand(format, file, unpacked), { ...bench, folder: bench.work });
  }
  await takeParts(take, unpacked, bench.result);
}

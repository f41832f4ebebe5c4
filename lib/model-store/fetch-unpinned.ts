import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { cacheFolder } from "../paths.ts";
import { download } from "../toolchain/fetch/download.ts";
import { readGgufFile } from "../models/gguf/read-gguf.ts";
import type { PullOptions } from "./pull-file.ts";
import type { NewFile } from "./read-new-model.ts";
import { requireRoom } from "./require-room.ts";
import { storeFolder } from "./stored-file.ts";
import { followTransfer } from "./transfer-rate.ts";

/** Downloads a file of which only the address and the size are known, continues what an earlier run left, and returns its checksum. */
export async function fetchUnpinned(
  { address, file, sizeBytes }: Pick<NewFile, "address" | "file" | "sizeBytes">,
  { cache = cacheFolder, progress, ...options }: PullOptions,
): Promise<{ readonly path: string; readonly sha256: string }> {
  const folder = join(storeFolder(cache), "new");
  const path = join(folder, createHash("sha256").update(`${address} ${sizeBytes}`).digest("hex").slice(0, 16));
  await mkdir(folder, { recursive: true });
  await requireRoom(folder, { file, neededBytes: sizeBytes });
  const transferred = followTransfer();
  const onBytes = (arrivedBytes: number): void => progress?.(transferred({ arrivedBytes, totalBytes: sizeBytes }));
  try {
    const sha256 = await download(address, path, { ...options, maxBytes: sizeBytes, onBytes });
    await readGgufFile(path);
    return { path, sha256 };
  } catch (thrown) {
    options.signal?.throwIfAborted();
    const isWhole = (thrown as Error).name === "GgufProblem";
    if (isWhole) await rm(path, { force: true });
    throw new HearthError({
      code: isWhole ? "MODEL_INVALID" : "MODEL_UNAVAILABLE",
      at: address,
      message: messageOf(thrown),
      hint: isWhole ? "Nothing was added." : "Nothing was added. Run the command again: it continues the download.",
      cause: thrown,
    });
  }
}

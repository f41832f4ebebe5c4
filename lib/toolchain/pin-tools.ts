import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { checksumsFile, readChecksums } from "./fetch/checksums.ts";
import { download } from "./fetch/download.ts";
import { table } from "./rows/table.ts";
import type { Tool } from "./names/tool.ts";

export interface PinOptions {
  readonly log: Log;
  readonly signal?: AbortSignal;
  /** lib/toolchain/checksums.json by default. */
  readonly file?: string;
  /** The table's rows by default. */
  readonly tools?: readonly Tool[];
}

export interface PinResult {
  readonly url: string;
  readonly sha256: string | null;
  readonly outcome: "pinned" | "unchanged" | "changed" | "unreachable";
  /** Why nothing was pinned; absent if it was pinned. */
  readonly because?: string;
}

/** URLs of all vendors' files, for every platform, in the table's order. */
export function vendorUrls(tools: readonly Tool[] = table): readonly string[] {
  const vendors = tools.flatMap((tool) => tool.sources).filter((source) => source.kind === "vendor");
  return vendors.flatMap((source) => Object.values(source.downloads).map((file) => file.url));
}

/**
 * Downloads the vendors' files and writes their sha256 into checksums.json. To be run by a person on a machine that can reach the
 * vendors; whoever commits the file vouches for it. A pin is never replaced: if a vendor's file has changed, the other pins are
 * written and CHECKSUM_MISMATCH is thrown.
 */
export async function pinTools(options: PinOptions): Promise<readonly PinResult[]> {
  const { log, file = checksumsFile, tools = table, signal } = options;
  const old = await readChecksums(file);
  const folder = await mkdtemp(join(tmpdir(), "hearth-pin-"));
  const results: PinResult[] = [];
  try {
    for (const url of vendorUrls(tools)) {
      results.push(
        await log.step(url, async (progress) => {
          const result = await pinOne(url, old[url] ?? null, { target: join(folder, "file"), signal });
          progress(result.because ?? result.outcome);
          return result;
        }),
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const checksums = Object.fromEntries(results.map(({ url, sha256 }) => [url, sha256]));
  replaceFile(file, `${JSON.stringify(checksums, null, 2)}\n`, { mode: 0o644 });
  refuseChanged(results);
  return results;
}

interface Download {
  readonly target: string;
  readonly signal: AbortSignal | undefined;
}

async function pinOne(url: string, pinned: string | null, { target, signal }: Download): Promise<PinResult> {
  try {
    // The file of the URL before this one is no beginning of this one.
    await rm(target, { force: true });
    const found = await download(url, target, signal === undefined ? {} : { signal });
    if (pinned === null) return { url, sha256: found, outcome: "pinned" };
    if (pinned === found) return { url, sha256: pinned, outcome: "unchanged" };
    return { url, sha256: pinned, outcome: "changed", because: `the file has checksum ${found}, ${pinned} is pinned` };
  } catch (thrown) {
    signal?.throwIfAborted();
    return { url, sha256: pinned, outcome: "unreachable", because: messageOf(thrown) };
  }
}

function refuseChanged(results: readonly PinResult[]): void {
  const changed = results.filter(({ outcome }) => outcome === "changed");
  if (changed.length === 0) return;
  throw new HearthError({
    code: "CHECKSUM_MISMATCH",
    message: changed.map(({ url, because }) => `${url}: ${because ?? ""}`).join("\n  "),
    hint: "These pins were not changed. Find out why the vendor's files differ before you edit the pins by hand.",
  });
}

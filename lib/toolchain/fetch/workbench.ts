import type { Progress } from "@hearth/kernel/log.ts";
import type { Checksums } from "./checksums.ts";
import type { DownloadOptions } from "./download.ts";
import type { Platform } from "../names/tool.ts";

/** Where a source works on one tool, and what it may use. */
export interface Workbench extends DownloadOptions {
  readonly platform: Platform;
  /** Where tools and Go's own caches are kept. */
  readonly cache: string;
  /** An empty temporary folder; it is removed afterwards. */
  readonly work: string;
  /** An empty folder that becomes the tool's folder. */
  readonly result: string;
  /** File for the whole output of the programs that are run. */
  readonly output: string;
  readonly checksums: Checksums;
  readonly progress: Progress;
}

import type { Progress } from "@hearth/kernel/log.ts";
import type { Checksums } from "./checksums.ts";
import type { DownloadOptions } from "./download.ts";
import type { Reach } from "./reach.ts";
import type { Platform } from "../names/tool.ts";

/** Where a source works on one tool, and what it may use. */
export interface Workbench extends DownloadOptions {
  readonly platform: Platform;
  /** The tool's name, version and platform: `consul-1.22.5-linux-x64`. */
  readonly label: string;
  /** Where tools and Go's own caches are kept. */
  readonly cache: string;
  /** An empty temporary folder; it is removed afterwards. */
  readonly work: string;
  /** An empty folder that becomes the tool's folder. */
  readonly result: string;
  /** File for the whole output of the programs that are run. */
  readonly output: string;
  readonly checksums: Checksums;
  /** Lines for go.sum in addition to the module's own; need not exist. */
  readonly sums: string;
  readonly reach: Reach;
  readonly progress: Progress;
}

import type { Dashboard } from "../dashboards/dashboard.ts";
import type { ModelSource } from "../config/shape/models-schema.ts";
import type { ToolName } from "../toolchain/rows/table.ts";

/** Something that a job fetches from the depot, as its declaration says where it comes from. The name is what the job asks for. */
export type ArtifactSource = PackedTool | DebianProgram | AppBundle | ModelArtifact | OwnFile | Dashboards;

/** A program of the toolchain, as `NAME-VERSION.tar.gz` with `entry` in it. */
interface PackedTool {
  readonly kind: "tool";
  readonly name: ToolName;
  /** A file or folder of the tool: `bin/node`. */
  readonly entry: string;
}

/** A program out of Debian's packages, as `NAME.tar.gz` with the program at its top. */
interface DebianProgram {
  readonly kind: "debian";
  readonly name: string;
  /** The packages that it comes from; the one of its name where it is left out. */
  readonly packages?: readonly string[];
  /** Paths or patterns of files in them, all packed at the top: `usr/sbin/NAME`, `usr/lib/*\/libx.so.1`. `usr/bin/NAME` by default. */
  readonly files?: readonly string[];
}

/** What `apps/NAME/build.ts` builds: a single file as it is, several as `NAME.tar.gz` with them at its top. */
interface AppBundle {
  readonly kind: "app";
  readonly name: string;
  /** Names in the app's folder `dist`. */
  readonly files: readonly string[];
}

/** A file of a row of the models file; its name is the file's. */
interface ModelArtifact {
  readonly kind: "model";
  readonly name: string;
  readonly sha256: string;
  /** Absent if nothing says it. */
  readonly sizeBytes?: number;
  /** Where it comes from, in the order in which it is tried; the toolchain's table if there is none. */
  readonly sources?: readonly ModelSource[];
}

/** A file of this machine, as it is. */
interface OwnFile {
  readonly kind: "file";
  readonly name: string;
  readonly path: string;
  /** Its name in the depot. */
  readonly file: string;
  /** What it has to be; packing fails where it is not. */
  readonly holds?: "classifier";
}

/** Grafana's dashboards, and the runbooks that they link to, as `NAME.tar.gz` with the folders `hearth` and `runbooks`. */
interface Dashboards {
  readonly kind: "dashboards";
  readonly name: string;
  readonly dashboards: readonly Dashboard[];
}

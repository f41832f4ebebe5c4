import { defined } from "@hearth/kernel/defined.ts";
import type { Platform } from "../toolchain/names/tool.ts";
import { stepScript } from "./shell-file.ts";
import { safe, type Step } from "./step.ts";

export interface ProgramOptions {
  /** Name and version in the toolchain's table, for the launcher to copy. */
  readonly name: string;
  readonly version: string;
  /** Absent means that of the machine that Hearth runs on. */
  readonly platform?: Platform;
  /** Executables in its bin folder that get a link in /usr/local/bin. */
  readonly links: readonly string[];
}

const script = stepScript(import.meta.dirname, "program.sh");

/** The folder of this program version on a node. */
export const programFolder = (name: string, version: string): string => `/opt/hearth/${name}-${version}`;

/**
 * A program of the toolchain. If it is not installed, the launcher puts a checked copy into the node's inbox, and the step moves
 * it into place. Older versions of the same program are removed once the links point to this one.
 */
export function program({ name, version, platform, links }: ProgramOptions): Step {
  return {
    id: `program ${name} ${version}`,
    artifact: `${name}-${version}`,
    ...defined({ artifactPlatform: platform }),
    values: {
      name,
      folder: programFolder(name, version),
      inbox: `/var/lib/hearth/inbox/${name}-${version}`,
      links: links.join(" "),
    },
    ...script,
    effect: safe,
  };
}

import type { ClusterNode } from "../config/derive/cluster.ts";
import { platformOf } from "../toolchain/names/platform.ts";
import { findTool, type ToolName } from "../toolchain/rows/table.ts";
import { program, programFolder } from "./program.ts";
import type { Step } from "./step.ts";

export interface ToolProgram {
  readonly step: Step;
  /** A file whose path changes with the version, for a service to watch. */
  readonly stamp: string;
}

/** A program of the toolchain's table in its pinned version, for the node's architecture, all its executables linked. */
export function toolProgram(name: ToolName, { architecture }: Pick<ClusterNode, "architecture">): ToolProgram {
  const { version, provides } = findTool(name);
  const links = provides.filter((path) => path.startsWith("bin/")).map((path) => path.slice("bin/".length));
  const platform = architecture === undefined ? {} : { platform: platformOf(architecture) };
  return { step: program({ name, version, links, ...platform }), stamp: `${programFolder(name, version)}/.complete` };
}

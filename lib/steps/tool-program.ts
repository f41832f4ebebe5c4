import { findTool, type ToolName } from "../toolchain/rows/table.ts";
import { program, programFolder } from "./program.ts";
import type { Step } from "./step.ts";

export interface ToolProgram {
  readonly step: Step;
  /** A file whose path changes with the version, for a service to watch. */
  readonly stamp: string;
}

/** A program of the toolchain's table in its pinned version, all its executables linked. */
export function toolProgram(name: ToolName): ToolProgram {
  const { version, provides } = findTool(name);
  const links = provides.filter((path) => path.startsWith("bin/")).map((path) => path.slice("bin/".length));
  return { step: program({ name, version, links }), stamp: `${programFolder(name, version)}/.complete` };
}

import { findTool, type ToolName } from "../../lib/toolchain/rows/table.ts";
import { runTimed } from "./run-timed.ts";

/** The checkout's commit, Node, and the pinned versions of tools. */
export async function readVersions(tools: readonly ToolName[]): Promise<Readonly<Record<string, string>>> {
  const commit = await runTimed(["git", "-C", import.meta.dirname, "rev-parse", "--short", "HEAD"]);
  return {
    hearth: commit.stdout.trim(),
    node: process.version,
    ...Object.fromEntries(tools.map((name) => [name, findTool(name).version])),
  };
}

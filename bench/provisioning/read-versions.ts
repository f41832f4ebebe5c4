import { findTool, type ToolName } from "../../lib/toolchain/table.ts";
import { runTimed } from "../measure/run-timed.ts";
import { ansibleVersion } from "./install-ansible.ts";
import { nodePrograms } from "./node-programs.ts";

/** Versions of all that takes part in the comparison, and of the checkout. */
export async function readVersions(): Promise<Readonly<Record<string, string>>> {
  const commit = await runTimed(["git", "-C", import.meta.dirname, "rev-parse", "--short", "HEAD"]);
  const python = await runTimed(["python3", "--version"]);
  const ours: readonly ToolName[] = ["pulumi", "pulumi-resource-command", ...nodePrograms];
  return {
    hearth: commit.stdout.trim(),
    node: process.version,
    "ansible-core": ansibleVersion,
    python: python.stdout.trim().replace("Python ", ""),
    ...Object.fromEntries(ours.map((name) => [name, findTool(name).version])),
  };
}

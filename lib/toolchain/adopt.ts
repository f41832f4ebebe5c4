import { seal } from "./installed/seal.ts";
import { hostPlatform } from "./names/platform.ts";
import { findTool } from "./rows/table.ts";

/**
 * `adopt.ts FOLDER vendor|wheel`: makes an installed tool of the Node that the launcher fetched before there was a Node
 * to run anything else with. Imports nothing from node_modules, which are not there yet either.
 */
const [folder = "", kind = ""] = process.argv.slice(2);
const tool = findTool("node");
const source = tool.sources.find((candidate) => candidate.kind === kind);
if (source === undefined) throw new TypeError(`no such source of Node: ${kind}`);
await seal(folder, { tool, source, platform: hostPlatform() });

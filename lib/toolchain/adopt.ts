import { seal } from "./installed/seal.ts";
import { hostPlatform } from "./names/platform.ts";
import { findTool } from "./rows/table.ts";

/**
 * `adopt.ts FOLDER vendor|wheel`: registers the Node that the launcher fetched as an installed tool. Imports nothing from
 * node_modules, which do not exist yet when it runs.
 */
const [folder = "", kind = ""] = process.argv.slice(2);
const tool = findTool("node");
const source = tool.sources.find((candidate) => candidate.kind === kind);
if (source === undefined) throw new TypeError(`unknown source of Node: ${kind}`);
await seal(folder, { tool, source, platform: hostPlatform() });

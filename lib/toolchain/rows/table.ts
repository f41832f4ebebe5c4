import { checkerRows } from "./checker-rows.ts";
import type { Tool } from "../names/tool.ts";
import { homeRows } from "./home-rows.ts";
import { languageRows } from "./language-rows.ts";
import { modelRows } from "./model-rows.ts";
import { nodeRows } from "./node-rows.ts";
import { pulumiRows } from "./pulumi-rows.ts";

const rows = [...languageRows, ...pulumiRows, ...nodeRows, ...modelRows, ...homeRows, ...checkerRows] as const;

export type ToolName = (typeof rows)[number]["name"];

/** Every external program and model, pinned, in build order. */
export const table: readonly (Tool & { readonly name: ToolName })[] = rows;

export function findTool(name: ToolName): Tool {
  const tool = table.find((row) => row.name === name);
  if (tool === undefined) throw new TypeError(`not in the table: ${name}`);
  return tool;
}

import type { Tool } from "./tool.ts";
import { languageRows } from "./rows/language-rows.ts";
import { modelRows } from "./rows/model-rows.ts";
import { nodeRows } from "./rows/node-rows.ts";
import { pulumiRows } from "./rows/pulumi-rows.ts";

const rows = [...languageRows, ...pulumiRows, ...nodeRows, ...modelRows] as const;

export type ToolName = (typeof rows)[number]["name"];

/** Every external program and model, pinned; in the order in which they are built. */
export const table: readonly (Tool & { readonly name: ToolName })[] = rows;

export function findTool(name: ToolName): Tool {
  const tool = table.find((row) => row.name === name);
  if (tool === undefined) throw new TypeError(`not in the table: ${name}`);
  return tool;
}

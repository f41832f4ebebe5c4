import { table } from "@hearth/kernel/table.ts";
import type { EffectiveSetting } from "./explain-node.ts";

/** Settings for a terminal, one on each line, with the deciding line of the inventory, and its key if that differs. */
export const formatSettings = (settings: readonly EffectiveSetting[]): string =>
  table(
    ["setting", "value", "from"],
    settings.map(({ name, value, from }) => [
      name,
      shortened(textOf(value)),
      from === undefined ? "default" : `${from.file}:${from.line}${from.path === name ? "" : ` ${from.path}`}`,
    ]),
  );

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(textOf).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Shortened, because an SSH key would fill a line; `--json` prints it in full. */
const shortened = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
const longest = 40;

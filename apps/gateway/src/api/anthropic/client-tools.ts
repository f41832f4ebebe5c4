import type { Other } from "../shared/other-type.ts";

/** A tool as a chat knows it. */
export interface FunctionTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const text = { type: "string" };
const range = { type: "array", items: { type: "integer" } };
const edits = { path: text, file_text: text, old_str: text, new_str: text, insert_line: { type: "integer" } };

/**
 * Tools whose arguments Anthropic defines but which the caller runs itself, so that any model can call them. By the name of their
 * type without its date.
 */
const known: Readonly<Record<string, Omit<FunctionTool, "name">>> = {
  bash: {
    description: "Runs a command in a shell that stays open, and returns its output.",
    parameters: { type: "object", properties: { command: text, restart: { type: "boolean" } } },
  },
  text_editor: {
    description: "Views, creates and edits text files.",
    parameters: {
      type: "object",
      properties: {
        command: { type: "string", enum: ["view", "create", "str_replace", "insert"] },
        ...edits,
        insert_text: text,
        view_range: range,
      },
      required: ["command", "path"],
    },
  },
  memory: {
    description: "Reads and writes files in the folder /memories, which stays between conversations.",
    parameters: {
      type: "object",
      properties: {
        command: { type: "string", enum: ["view", "create", "str_replace", "insert", "delete", "rename"] },
        ...edits,
        insert_text: text,
        view_range: range,
        old_path: text,
        new_path: text,
      },
      required: ["command"],
    },
  },
};

/** One of Anthropic's tools that the caller runs, as a function; undefined for those that run at Anthropic. */
export function toClientTool({ sent: { type, name } }: Other): FunctionTool | undefined {
  const kind = type.replace(/_\d{8}$/, "");
  const tool = Object.hasOwn(known, kind) ? known[kind] : undefined;
  if (tool === undefined || kind === type || typeof name !== "string" || name === "") return undefined;
  return { name, ...tool };
}

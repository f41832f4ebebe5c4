import { ApiError } from "../../domain/api-error.ts";
import { isRecord, type Schema } from "./simplify-schema.ts";

/** Whether `tool_choice` demands a call: of any tool, or of the one that it names. */
export const isForced = (choice: unknown): boolean => choice === "required" || isRecord(choice);

/** The tools that may be called: all, or the one that is named. Throws ApiError `invalid_value` if a demanded call cannot be made. */
export function chosenTools(tools: readonly Schema[], choice: unknown): readonly Schema[] {
  if (!isForced(choice)) return tools;
  if (tools.length === 0) throw wrongChoice("there are no tools to choose from");
  if (!isRecord(choice)) return tools;
  const named = isRecord(choice["function"]) ? choice["function"]["name"] : undefined;
  const found = tools.filter((tool) => isRecord(tool["function"]) && tool["function"]["name"] === named);
  if (found.length === 0) throw wrongChoice(`there is no tool named '${String(named).slice(0, 64)}'`);
  return found;
}

const wrongChoice = (why: string): ApiError =>
  new ApiError("invalid_value", `Invalid value for 'tool_choice': ${why}.`, "tool_choice");

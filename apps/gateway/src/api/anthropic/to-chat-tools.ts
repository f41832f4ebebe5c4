import { ApiError } from "../../domain/api-error.ts";
import type { Warnings } from "../../domain/warnings.ts";
import type { ChatRequest } from "../openai/schemas.ts";
import { toClientTool, type FunctionTool } from "./client-tools.ts";
import type { AnthropicTool, AnthropicToolChoice } from "./schemas.ts";

/** A request's tools and its choice among them. Tools that run at Anthropic are left out with a warning. */
export function toChatTools(
  tools: readonly AnthropicTool[] | null | undefined,
  choice: AnthropicToolChoice | null | undefined,
  warnings: Warnings,
): Partial<ChatRequest> {
  if (!tools || tools.length === 0) return {};
  if (tools.every(isWebSearch)) throw noWebSearch();
  const offered: FunctionTool[] = [];
  for (const tool of tools) {
    const known = tool.type === "other" ? toClientTool(tool) : toFunction(tool);
    if (known !== undefined) offered.push(known);
    else if (choice?.type === "tool" && choice.name === nameOf(tool)) throw notHere(tool);
    else warnings.add(`left out: the tool ${nameOf(tool)}, which runs at Anthropic`);
  }
  if (offered.length === 0) return {};
  return { tools: offered.map((tool) => ({ type: "function", function: { ...tool } })), ...toolChoice(choice) };
}

const isWebSearch = (tool: AnthropicTool): boolean => tool.type === "other" && tool.sent.type.startsWith("web_search");

/** A client that asks for nothing but a search would take the model's inventions for its results. */
const noWebSearch = (): ApiError =>
  new ApiError("invalid_value", "Web search runs at Anthropic and is not available here.", "tools");

const notHere = (tool: AnthropicTool): ApiError =>
  new ApiError(
    "invalid_value",
    `The tool '${nameOf(tool)}' runs at Anthropic and is not available here; choose another one, or none.`,
    "tool_choice.name",
  );

function nameOf(tool: AnthropicTool): string {
  if (tool.type !== "other") return tool.name;
  const { name, type } = tool.sent;
  return (typeof name === "string" && name !== "" ? name : type).slice(0, 60);
}

const toFunction = ({ name, description, input_schema }: Exclude<AnthropicTool, { type: "other" }>): FunctionTool => ({
  name,
  ...(description ? { description } : {}),
  parameters: input_schema,
});

const choices = { auto: "auto", any: "required", none: "none" } as const;

function toolChoice(choice: AnthropicToolChoice | null | undefined): Partial<ChatRequest> {
  if (!choice) return {};
  const tool_choice =
    choice.type === "tool" ? { type: "function", function: { name: choice.name } } : choices[choice.type];
  return {
    tool_choice,
    ...("disable_parallel_tool_use" in choice && choice.disable_parallel_tool_use === true
      ? { parallel_tool_calls: false }
      : {}),
  };
}

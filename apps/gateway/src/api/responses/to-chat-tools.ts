import { ApiError } from "../../domain/api-error.ts";
import type { Warnings } from "../../domain/warnings.ts";
import type { ChatRequest } from "../openai/schemas.ts";
import { customArgument, functionName, type CalledTool, type CalledTools } from "./called-tool.ts";
import type { ResponsesRequest, ResponsesTool } from "./schemas.ts";

export interface ChatTools {
  /** Empty if there are no tools. */
  readonly fields: Partial<ChatRequest>;
  readonly called: CalledTools;
}

interface Offered extends CalledTool {
  readonly function: { readonly name: string } & Readonly<Record<string, unknown>>;
}

/** A request's tools and its choice among them, as functions. Tools that run at OpenAI are left out with a warning. */
export function toChatTools(
  { tools, tool_choice, parallel_tool_calls }: Pick<ResponsesRequest, "tools" | "tool_choice" | "parallel_tool_calls">,
  warnings: Warnings,
): ChatTools {
  refuseOwn(tool_choice);
  if (!tools || tools.length === 0) return nothing;
  if (tools.every(isWebSearch)) throw noWebSearch();
  const offered = chosen(
    tools.flatMap((tool) => toFunctions(tool, warnings)),
    tool_choice,
  );
  if (offered.length === 0) return nothing;
  const choice = toChoice(offered, tool_choice);
  return {
    fields: {
      tools: offered.map((tool) => ({ type: "function", function: tool.function })),
      ...(choice === undefined ? {} : { tool_choice: choice }),
      ...(parallel_tool_calls === null || parallel_tool_calls === undefined ? {} : { parallel_tool_calls }),
    },
    called: new Map(offered.filter(isTranslated).map((tool) => [tool.function.name, toCalled(tool)])),
  };
}

const nothing: ChatTools = { fields: {}, called: new Map() };

const isTranslated = ({ kind, namespace }: Offered): boolean => kind === "custom" || namespace !== undefined;

const toCalled = ({ kind, name, namespace }: Offered): CalledTool => ({
  kind,
  name,
  ...(namespace === undefined ? {} : { namespace }),
});

function toFunctions(tool: ResponsesTool, warnings: Warnings): readonly Offered[] {
  if (tool.type === "other") {
    warnings.add(`left out: the tool ${tool.sent.type.slice(0, 60)}, which is not available here`);
    return [];
  }
  if (tool.type !== "namespace") return [toOffered(tool, undefined)];
  return tool.tools.flatMap((inner) =>
    inner.type === "other" ? toFunctions(inner, warnings) : [toOffered(inner, tool.name)],
  );
}

function toOffered(
  tool: Extract<ResponsesTool, { type: "function" | "custom" }>,
  namespace: string | undefined,
): Offered {
  const { type: kind, name, description } = tool;
  const parameters = tool.type === "custom" ? textParameters : (tool.parameters ?? { type: "object", properties: {} });
  const about = tool.type === "custom" ? customDescription(tool) : description;
  return {
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    function: {
      name: functionName(name, namespace),
      ...(about ? { description: about } : {}),
      parameters,
      ...(tool.type === "custom" || tool.strict === null || tool.strict === undefined ? {} : { strict: tool.strict }),
    },
  };
}

/** A chat's function takes JSON, so a custom tool's text is its only argument. */
const textParameters = {
  type: "object",
  properties: { [customArgument]: { type: "string", description: "The text for the tool, exactly as it takes it." } },
  required: [customArgument],
  additionalProperties: false,
};

function customDescription({ description, format }: Extract<ResponsesTool, { type: "custom" }>): string {
  const grammar = format?.definition;
  return [description, grammar ? `The text must follow this grammar:\n${grammar}` : undefined]
    .filter((text) => text)
    .join("\n\n");
}

type Choice = ResponsesRequest["tool_choice"];

const isNamed = (choice: Choice): choice is Extract<Choice, { type: "function" | "custom" }> =>
  typeof choice === "object" && choice !== null && (choice.type === "function" || choice.type === "custom");

function chosen(offered: readonly Offered[], choice: Choice): readonly Offered[] {
  if (typeof choice !== "object" || choice?.type !== "allowed_tools") return offered;
  const names = new Set(choice.tools.map(({ name }) => name));
  return offered.filter(({ name, namespace }) => names.has(name) || names.has(namespace));
}

function toChoice(offered: readonly Offered[], choice: Choice): ChatRequest["tool_choice"] {
  if (choice === null || choice === undefined) return undefined;
  if (typeof choice === "string") return choice;
  if (choice.type === "allowed_tools") return choice.mode;
  if (!isNamed(choice)) return undefined;
  const { name } = offered.find((tool) => tool.name === choice.name)?.function ?? choice;
  return { type: "function", function: { name } };
}

/** A caller that insists on a tool is not served by leaving it out. */
function refuseOwn(choice: Choice): void {
  if (typeof choice !== "object" || choice?.type !== "other") return;
  const type = choice.sent.type.slice(0, 60);
  throw new ApiError(
    "invalid_value",
    `The tool '${type}' runs at OpenAI and is not available here; choose another one, or none.`,
    "tool_choice",
  );
}

const isWebSearch = (tool: ResponsesTool): boolean => tool.type === "other" && tool.sent.type.startsWith("web_search");

/** A client that offers nothing but a search would take the model's inventions for its results. */
const noWebSearch = (): ApiError =>
  new ApiError("invalid_value", "Web search runs at OpenAI and is not available here.", "tools");

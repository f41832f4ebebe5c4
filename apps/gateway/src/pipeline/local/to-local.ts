import { jsonBody } from "../../api/shared/json-body.ts";
import { ApiError } from "../../domain/api-error.ts";
import { isOutside, type Expert } from "../../domain/expert.ts";
import type { Inference } from "../../domain/inference.ts";
import { Warnings } from "../../domain/warnings.ts";
import type { ExpertProperties, Properties } from "../../upstream/experts/expert-properties.ts";
import { isRecord, SchemaSimplifier, type Schema } from "./simplify-schema.ts";

export type ToLocal = (expert: Expert, inference: Inference) => Inference | Promise<Inference>;

/**
 * The request as a local expert can take it; the same one if it can. Only requests with tools, a form for the answer, vectors of a
 * certain length or token numbers are looked at. Throws ApiError `invalid_value`.
 */
export const toLocal =
  (properties: Pick<ExpertProperties, "of" | "learn">): ToLocal =>
  (expert, inference) => {
    const needed = needs(inference);
    if (needed === undefined || isOutside(expert)) return inference;
    const adapt = (): Inference => needed(expert, properties.of(expert));
    const learning = properties.learn([expert]);
    return learning === undefined ? adapt() : learning.then(adapt);
  };

type Adapt = (expert: Expert, properties: Properties) => Inference;

function needs(inference: Inference): Adapt | undefined {
  if (inference.kind === "embedding") {
    const { input, dimensions } = inference.json();
    return hasTokens(input) || isGiven(dimensions) ? embedding(inference) : undefined;
  }
  if (inference.kind !== "chat" || inference.api === "completions") return undefined;
  const { tools, tool_choice, response_format } = inference.json();
  return isGiven(tools) || isGiven(response_format) || isForced(tool_choice) ? chat(inference) : undefined;
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
const isForced = (choice: unknown): boolean => choice === "required" || isRecord(choice);

const hasTokens = (input: unknown): boolean =>
  Array.isArray(input) && (typeof input[0] === "number" || Array.isArray(input[0]));

const embedding =
  (inference: Inference): Adapt =>
  ({ model }, { dimensions: own }) => {
    const { input, dimensions } = inference.json();
    if (hasTokens(input)) {
      throw new ApiError(
        "invalid_value",
        "This model takes text, not token numbers (LangChain: check_embedding_ctx_length=False).",
        "input",
      );
    }
    if (!isGiven(dimensions) || own === undefined || dimensions === own) return inference;
    throw new ApiError(
      "invalid_value",
      `Invalid value for 'dimensions': '${model}' makes vectors of ${own} numbers, and of no other length.`,
      "dimensions",
    );
  };

const chat =
  (inference: Inference): Adapt =>
  (expert, properties) => {
    const warnings = new Warnings();
    const request = inference.json();
    const simplifier = new SchemaSimplifier();
    const changes = {
      ...ofFormat(request["response_format"], simplifier),
      ...ofTools(request, { simplifier, warnings, expert, properties }),
    };
    if (Object.keys(changes).length === 0) return warnings.addedTo(inference);
    const changed = { ...request, ...changes };
    return warnings.addedTo({ ...inference, body: jsonBody(changed), json: () => changed });
  };

type Changes = Readonly<Record<string, unknown>>;

function ofFormat(format: unknown, simplifier: SchemaSimplifier): Changes {
  if (!isRecord(format)) return {};
  const { json_schema: named, schema: own } = format;
  const field = "response_format";
  const schema = isRecord(named) ? named["schema"] : undefined;
  const simple = isRecord(schema) ? simplifier.simplify(schema, field) : schema;
  const simpleOwn = isRecord(own) ? simplifier.simplify(own, field) : own;
  if (simple === schema && simpleOwn === own) return {};
  return {
    response_format: {
      ...format,
      ...(isRecord(named) ? { json_schema: { ...named, schema: simple } } : {}),
      ...(isGiven(own) ? { schema: simpleOwn } : {}),
    },
  };
}

interface ToolParts {
  readonly simplifier: SchemaSimplifier;
  readonly warnings: Warnings;
  readonly expert: Expert;
  readonly properties: Properties;
}

function ofTools({ tools: sent, tool_choice: choice }: Schema, parts: ToolParts): Changes {
  const all: readonly unknown[] = Array.isArray(sent) ? sent : [];
  const functions = all.filter((tool) => isRecord(tool) && isRecord(tool["function"])) as readonly Schema[];
  if (functions.length < all.length) parts.warnings.add("left out: tools that are no functions");
  if (isForced(choice) && all.length === 0) {
    parts.warnings.add("left out: tool_choice, since there are no tools");
    return { tool_choice: undefined };
  }
  const chosen = chosenTools(functions, choice);
  if (isForced(choice) && parts.properties.tools === false) {
    throw new ApiError(
      "invalid_value",
      `Invalid value for 'tool_choice': the template of expert '${parts.expert.name}' knows no tools. Use 'auto', or another model.`,
      "tool_choice",
    );
  }
  if (chosen.length > 0 && choice !== "none" && parts.properties.tools === false) {
    parts.warnings.add(`the template of expert ${parts.expert.name} knows no tools, so the model does not see them`);
  }
  const simple = chosen.map((tool, index) => simpleTool(tool, `tools[${index}].function.parameters`, parts.simplifier));
  const isSame = simple.length === all.length && simple.every((tool, index) => tool === all[index]);
  return {
    ...(isSame ? {} : { tools: simple.length === 0 ? undefined : simple }),
    // llama-server (b10068) ignores the name of a tool, so it gets that tool alone.
    ...(isRecord(choice) ? { tool_choice: "required" } : {}),
  };
}

/** The tools that may be called: all, or the one that is named. */
function chosenTools(tools: readonly Schema[], choice: unknown): readonly Schema[] {
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

function simpleTool(tool: Schema, field: string, simplifier: SchemaSimplifier): Schema {
  const called = tool["function"];
  if (!isRecord(called) || !isRecord(called["parameters"])) return tool;
  const parameters = simplifier.simplify(called["parameters"], field);
  return parameters === called["parameters"] ? tool : { ...tool, function: { ...called, parameters } };
}

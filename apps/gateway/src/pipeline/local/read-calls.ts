import { schemaMismatch } from "./check-schema.ts";
import type { CallableTool } from "./call-schema.ts";
import { isRecord, type Schema } from "./simplify-schema.ts";

export interface Call {
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

/** A call that a caller could not use, and why. */
export interface BadCall {
  readonly call: Call;
  readonly because: string;
}

/** What is wrong with the first of these calls that does not fit its tool. Programs know what to say of a tool that does not exist. */
export function firstBadCall(calls: readonly Call[], tools: readonly CallableTool[]): BadCall | undefined {
  for (const call of calls) {
    const because = mismatch(call, tools);
    if (because !== undefined) return { call, because };
  }
  return undefined;
}

function mismatch({ name, arguments: given }: Call, tools: readonly CallableTool[]): string | undefined {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) return undefined;
  const value = parseJson(given === "" ? "{}" : given);
  if (!isRecord(value)) return `The arguments of '${name}' are no JSON object`;
  const wrong = schemaMismatch(tool.parameters, value);
  return wrong === undefined ? undefined : `The arguments of '${name}' do not match its schema: ${wrong}`;
}

/** The call in a text that is `{"name", "arguments"}` and nothing else. */
export const readCall = (text: string): Call | undefined => toCall(parseJson(text));

function toCall(value: unknown): Call | undefined {
  if (!isRecord(value) || typeof value["name"] !== "string") return undefined;
  const given = value["arguments"] ?? value["parameters"];
  if (typeof given === "string")
    return isRecord(parseJson(given)) ? { name: value["name"], arguments: given } : undefined;
  return isRecord(given) ? { name: value["name"], arguments: JSON.stringify(given) } : undefined;
}

/** As Qwen2.5's template shows it, by mistake: `{{"name": …}}`. */
const doubled = /^\{(\{[^]*\})\}$/;
const fence = /^```[a-z_]*\s*\n?([^]*?)\n?```\s*$/;

/**
 * The calls that a model wrote as text: one or a list, as JSON or in a code fence. Undefined unless all of them fit these tools, since
 * it may as well be an answer.
 */
export function writtenCalls(text: string, tools: readonly CallableTool[]): readonly Call[] | undefined {
  const trimmed = text.trim();
  const written = fence.exec(trimmed)?.[1] ?? trimmed;
  const value = parseJson(doubled.exec(written)?.[1] ?? written);
  const calls = (Array.isArray(value) ? value : [value]).map(toCall);
  const isKnown = (call: Call | undefined): call is Call => tools.some(({ name }) => name === call?.name);
  if (calls.length === 0 || !calls.every(isKnown)) return undefined;
  return firstBadCall(calls, tools) === undefined ? calls : undefined;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What a tool's calls are checked against; a tool without a schema takes any arguments. */
export function callableTools(tools: readonly Schema[]): readonly CallableTool[] {
  return tools.flatMap(({ function: called }) =>
    isRecord(called) && typeof called["name"] === "string"
      ? [
          {
            name: called["name"],
            parameters: isRecord(called["parameters"]) ? called["parameters"] : { type: "object" },
          },
        ]
      : [],
  );
}

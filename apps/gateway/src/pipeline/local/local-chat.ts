import { jsonBody } from "../../api/shared/json-body.ts";
import type { Expert } from "../../domain/expert.ts";
import type { Inference } from "../../domain/inference.ts";
import { Warnings } from "../../domain/warnings.ts";
import type { Properties } from "../../upstream/experts/expert-properties.ts";
import { callSchema } from "./call-schema.ts";
import { CheckedForm, type Check } from "./checked-form.ts";
import type { Bad, Expected } from "./choice-reader.ts";
import { chosenTools, isForced } from "./chosen-tools.ts";
import { inTurns, isOutOfTurn } from "./in-turns.ts";
import { isEnforced } from "./is-enforced.ts";
import { callableTools } from "./read-calls.ts";
import { isRecord, SchemaSimplifier, type Schema } from "./simplify-schema.ts";
import { withSpokenTools } from "./spoken-tools.ts";
import { without } from "./without.ts";

export { isForced };

/** A request for a local expert, and what is expected of the answer. */
interface Local {
  readonly request: Schema;
  /** Absent: the answer needs no check. */
  readonly expected?: Expected;
  /** The request for another attempt. Absent: as the first, with the mistake told. */
  readonly again?: (bad: Bad) => Pick<Local, "request"> & { readonly expected: Expected };
}

/** The chat as the expert can take it; the same one if it can. Throws ApiError `invalid_value`. */
export function localChat(inference: Inference, expert: Expert, properties: Properties): Inference {
  const warnings = new Warnings();
  const asked = inference.json();
  const parts: Parts = {
    simplifier: new SchemaSimplifier(),
    warnings,
    expert,
    knowsTools: properties.tools !== false && expert.capabilities?.tools !== false,
    isLlama: properties.tools !== undefined,
  };
  const made = withTools(withFormat(inOrder(asked, properties), parts), parts);
  const answer =
    made.expected === undefined || !isAnswered(inference) ? {} : { answer: checked(inference, made, made.expected) };
  const { request } = made;
  const changed = request === asked ? {} : { body: jsonBody(request), json: () => request };
  const adapted = { ...inference, ...changed, ...answer };
  return warnings.addedTo(request === asked && made.expected === undefined ? inference : adapted);
}

interface Parts {
  readonly simplifier: SchemaSimplifier;
  readonly warnings: Warnings;
  readonly expert: Expert;
  /** Whether the template shows tools to the model. */
  readonly knowsTools: boolean;
  /** Whether it is a llama-server; other servers make demanded calls themselves. */
  readonly isLlama: boolean;
}

/** False for requests that only count the prompt's tokens. */
const isAnswered = ({ path }: Inference): boolean => path === "/v1/chat/completions";

function checked(inference: Inference, local: Local, expected: Expected): NonNullable<Inference["answer"]> {
  const { n } = local.request;
  const isOne = n === undefined || n === null || n === 1;
  const again = local.again ?? (() => ({ request: local.request, expected }));
  const repair: Check["repair"] = (bad) => {
    const { request, expected: next } = again(bad);
    return { body: jsonBody(withMistake(request, bad)), expected: next };
  };
  return () => new CheckedForm({ expected, inner: inference.answer?.(), ...(isOne ? { repair } : {}) });
}

function withMistake(request: Schema, { text, because }: Bad): Schema {
  const messages = Array.isArray(request["messages"]) ? (request["messages"] as readonly unknown[]) : [];
  const mistake = [
    { role: "assistant", content: text },
    { role: "user", content: `${because}. Write it again without this mistake.` },
  ];
  return { ...request, messages: [...messages, ...mistake] };
}

function inOrder(request: Schema, { anyOrder }: Properties): Schema {
  const { messages } = request;
  if (anyOrder !== false || !isOutOfTurn(messages)) return request;
  return { ...request, messages: inTurns((messages as readonly unknown[]).filter(isRecord)) };
}

function withFormat(request: Schema, { simplifier }: Parts): Local {
  const { response_format: format } = request;
  if (!isRecord(format)) return { request };
  const { json_schema: named, schema: own } = format;
  const field = "response_format";
  const schema = isRecord(named) ? named["schema"] : own;
  if (!isRecord(schema)) return { request };
  const simple = simplifier.simplify(schema, field);
  const expected: Expected = { kind: "json", schema, asItComes: simple === schema && isEnforced(schema) };
  if (simple === schema) return { request, expected };
  const changed = isRecord(named) ? { json_schema: { ...named, schema: simple } } : { schema: simple };
  return { request: { ...request, response_format: { ...format, ...changed } }, expected };
}

function withTools(local: Local, parts: Parts): Local {
  const { request } = local;
  const { tools: sent, tool_choice: choice } = request;
  const all: readonly unknown[] = Array.isArray(sent) ? sent : [];
  const functions = all.filter((tool) => isRecord(tool) && isRecord(tool["function"])) as readonly Schema[];
  if (functions.length < all.length) parts.warnings.add("left out: tools that are no functions");
  if (isForced(choice) && all.length === 0) {
    parts.warnings.add("left out: tool_choice, since there are no tools");
    return { ...local, request: without(request, "tool_choice") };
  }
  const tools = chosenTools(functions, choice);
  if (tools.length === 0 || choice === "none") return unchosen(local, tools, parts);
  const simple = simpleTools(tools, parts.simplifier);
  if ((isForced(choice) && parts.isLlama) || !parts.knowsTools)
    return bySchema(local, { tools, simple, mayAnswer: !isForced(choice), parts });
  const isSame = simple.length === all.length && simple.every((tool, index) => tool === all[index]);
  // The named tool stands alone.
  const demanded = isRecord(choice) ? { tool_choice: "required" } : {};
  const native = isSame && !isRecord(choice) ? request : { ...request, tools: simple, ...demanded };
  const expected: Expected = { kind: "native", tools: callableTools(tools) };
  return {
    request: native,
    expected,
    again(bad) {
      if (!parts.isLlama) return { request: native, expected };
      // Its template let the model write a bad call, so the second attempt is made by a schema.
      const named = tools.filter(
        ({ function: called }) => isRecord(called) && bad.text.includes(`"name": ${JSON.stringify(called["name"])}`),
      );
      const wanted = named.length === 1 ? named : tools;
      return bySchema(
        { request },
        { tools: wanted, simple: simpleTools(wanted, new SchemaSimplifier()), mayAnswer: false, parts },
      );
    },
  };
}

/** No call is to be made: the tools only explain earlier calls. */
function unchosen(local: Local, tools: readonly Schema[], { simplifier, knowsTools }: Parts): Local {
  const { request } = local;
  const { tools: all } = request;
  if (!Array.isArray(all) || all.length === 0) return local;
  if (!knowsTools) {
    const { messages } = request;
    const spoken = withSpokenTools(Array.isArray(messages) ? messages : [], { tools: [], mayAnswer: true });
    return {
      ...local,
      request: { ...without(request, "tools", "tool_choice", "parallel_tool_calls"), messages: spoken },
    };
  }
  const simple = simpleTools(tools, simplifier);
  const isSame = simple.length === all.length && simple.every((tool, index) => tool === all[index]);
  if (isSame) return local;
  return { ...local, request: simple.length === 0 ? without(request, "tools") : { ...request, tools: simple } };
}

interface ByCall {
  readonly tools: readonly Schema[];
  /** The same, as llama-server can take them. */
  readonly simple: readonly Schema[];
  readonly mayAnswer: boolean;
  readonly parts: Parts;
}

/**
 * The call is made by a JSON schema: llama-server (b10068) enforces `tool_choice` with no template, and some models write calls that their
 * template does not know. With `none` a template shows the tools, and the schema decides.
 */
function bySchema(
  { request, expected: format }: Local,
  { tools, simple, mayAnswer, parts }: ByCall,
): Local & { readonly expected: Expected } {
  const answer = format?.kind === "json" ? { answerSchema: format.schema } : {};
  const simpleAnswer =
    format?.kind === "json" ? parts.simplifier.simplify(format.schema, "response_format") : undefined;
  const schema = callSchema(callableTools(simple), mayAnswer ? (simpleAnswer ?? { type: "string" }) : undefined);
  const response_format = { type: "json_schema", json_schema: { name: "call", schema } };
  const expected: Expected = { kind: "call", tools: callableTools(tools), mayAnswer, ...answer };
  const { messages } = request;
  if (parts.knowsTools) {
    return {
      request: { ...without(request, "parallel_tool_calls"), tools: simple, tool_choice: "none", response_format },
      expected,
    };
  }
  parts.warnings.add(`the template of expert ${parts.expert.name} knows no tools, so calls are made by a JSON schema`);
  const spoken = withSpokenTools(Array.isArray(messages) ? messages : [], { tools: simple, mayAnswer });
  return {
    request: { ...without(request, "tools", "tool_choice", "parallel_tool_calls"), messages: spoken, response_format },
    expected,
  };
}

const simpleTools = (tools: readonly Schema[], simplifier: SchemaSimplifier): readonly Schema[] =>
  tools.map((tool, index) => simpleTool(tool, `tools[${index}].function.parameters`, simplifier));

function simpleTool(tool: Schema, field: string, simplifier: SchemaSimplifier): Schema {
  const called = tool["function"];
  if (!isRecord(called) || !isRecord(called["parameters"])) return tool;
  const parameters = simplifier.simplify(called["parameters"], field);
  return parameters === called["parameters"] ? tool : { ...tool, function: { ...called, parameters } };
}

import { Validator } from "@cfworker/json-schema";
import { ApiError } from "../api/api-error.ts";
import type { JsonObject } from "../store/record.ts";

export interface Problem {
  /** A JSON pointer into the arguments. */
  readonly path: string;
  readonly message: string;
}

const types = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);
/**
 * Schemas come from callers, so those that are clearly costly to check are refused. Others can be costly too (references that double,
 * patterns that backtrack), so all of this runs in a thread with a time limit: interpreter/interpreter.ts.
 */
const maxDepth = 20;
const maxPatternLength = 200;

/** How the arguments violate a skill's parameters; empty if it has no parameters. */
export function problemsOf(parameters: JsonObject | undefined, given: object): Problem[] {
  if (parameters === undefined) return [];
  const { errors } = new Validator(parameters, "2020-12", false).validate(given);
  return errors.map(({ instanceLocation, error }) => ({ path: instanceLocation.replace(/^#/, ""), message: error }));
}

/** A skill's parts that are checked against each other. */
export interface CheckedContent {
  readonly parameters?: JsonObject | undefined;
  readonly examples?: readonly { readonly arguments?: object | undefined }[] | undefined;
}

/** Throws ApiError `invalid_value` for parameters that are no schema, and for examples that do not follow them. */
export function checkContent({ parameters, examples = [] }: CheckedContent): void {
  if (parameters !== undefined) checkSchema(parameters);
  for (const [index, example] of examples.entries()) {
    if (example.arguments === undefined) continue;
    const [problem] = problemsOf(parameters, example.arguments);
    if (problem === undefined) continue;
    const param = `examples[${index}].arguments`;
    throw new ApiError("invalid_value", `Invalid value for '${param}': ${problem.path} ${problem.message}`, { param });
  }
}

/** Throws ApiError `invalid_value` if it is not a JSON Schema of an object. */
export function checkSchema(parameters: JsonObject): void {
  if (parameters["type"] !== "object") throw invalid("type", "must be 'object'");
  checkNode(parameters, "", 0);
  try {
    problemsOf(parameters, {});
  } catch (thrown) {
    throw invalid("", thrown instanceof Error ? thrown.message : "is not a JSON Schema");
  }
}

function checkNode(node: unknown, path: string, depth: number): void {
  if (depth > maxDepth) throw invalid(path, "is nested too deeply");
  if (typeof node === "boolean") return;
  if (!isObject(node)) throw invalid(path, "must be a schema");
  const { type, required, pattern, enum: values } = node;
  const named = type === undefined ? [] : Array.isArray(type) ? type : [type];
  if (!named.every((name) => types.has(name as string))) throw invalid(`${path}.type`, "names an unknown type");
  if (required !== undefined && !(Array.isArray(required) && required.every((name) => typeof name === "string"))) {
    throw invalid(`${path}.required`, "must be a list of names");
  }
  if (values !== undefined && !Array.isArray(values)) throw invalid(`${path}.enum`, "must be a list");
  if (pattern !== undefined) checkPattern(pattern, `${path}.pattern`);
  for (const keyword of ["properties", "$defs", "patternProperties"]) {
    const children = node[keyword];
    if (children === undefined) continue;
    if (!isObject(children)) throw invalid(`${path}.${keyword}`, "must be an object");
    for (const [name, child] of Object.entries(children)) {
      if (keyword === "patternProperties") checkPattern(name, `${path}.${keyword}`);
      checkNode(child, `${path}.${keyword}.${name}`, depth + 1);
    }
  }
  for (const keyword of ["items", "additionalProperties", "not", "contains"]) {
    if (node[keyword] !== undefined) checkNode(node[keyword], `${path}.${keyword}`, depth + 1);
  }
  for (const keyword of ["anyOf", "oneOf", "allOf", "prefixItems"]) {
    const children = node[keyword];
    if (children === undefined) continue;
    if (!Array.isArray(children)) throw invalid(`${path}.${keyword}`, "must be a list");
    children.forEach((child, index) => checkNode(child, `${path}.${keyword}.${index}`, depth + 1));
  }
}

function checkPattern(pattern: unknown, path: string): void {
  if (typeof pattern !== "string" || pattern.length > maxPatternLength) throw invalid(path, "must be a short text");
  // Nested repetitions can backtrack catastrophically.
  if (/[*+}][^)]*\)[*+{]/.test(pattern)) throw invalid(path, "must not nest repetitions");
  try {
    new RegExp(pattern, "u");
  } catch {
    throw invalid(path, "is not a regular expression");
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const invalid = (path: string, message: string): ApiError => {
  const field = `parameters${path === "" || path.startsWith(".") ? path : `.${path}`}`;
  return new ApiError("invalid_value", `Invalid value for '${field}': ${message}.`, { param: field });
};

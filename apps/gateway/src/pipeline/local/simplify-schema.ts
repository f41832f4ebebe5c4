import { ApiError } from "../../domain/api-error.ts";
import { safePattern } from "./safe-pattern.ts";

/*
 * llama-server (b10068) makes a grammar of a JSON schema. It refuses the whole request for one limit that is too high or one keyword of
 * the wrong type, and hangs on others. What it cannot take is left out here; the model still reads descriptions.
 */

export type Schema = Readonly<Record<string, unknown>>;

/** All schemas of a request together. Some hundred tools have a few thousand. */
const maxSchemas = 10_000;
/** Of one object: the grammar grows with the square of these. */
const maxProperties = 300;
const maxEnum = 256;
const maxCharacters = 1_999;
const maxItems = 100;

const types: ReadonlySet<unknown> = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);

/** Simplifies the schemas of one request, which share a limit. */
export class SchemaSimplifier {
  #count = 0;
  #root: Schema = {};

  /** The schema as llama-server can take it; the same object if it can. Throws ApiError `invalid_value` if it is too large. */
  simplify(schema: Schema, field: string): Schema {
    this.#root = schema;
    return this.#schema(schema, field);
  }

  #schema(schema: unknown, field: string): Schema {
    if (!isRecord(schema)) return {};
    this.#count += 1;
    if (this.#count > maxSchemas) throw tooLarge(field, `${maxSchemas} schemas in a request`);
    let changed: Record<string, unknown> | undefined;
    for (const [name, value] of Object.entries(schema)) {
      const simple = this.#keyword(name, value, { schema, field });
      if (simple === value) continue;
      changed ??= { ...schema };
      if (simple === undefined) Reflect.deleteProperty(changed, name);
      else changed[name] = simple;
    }
    return changed ?? schema;
  }

  /** The keyword's simplified value; undefined: it is left out. */
  #keyword(name: string, value: unknown, { schema, field }: { schema: Schema; field: string }): unknown {
    switch (name) {
      case "properties":
        if (isRecord(value) && Object.keys(value).length > maxProperties) {
          throw tooLarge(field, `${maxProperties} properties of an object`);
        }
        return this.#named(value, field);
      case "$defs":
      case "definitions":
        return this.#named(value, field);
      case "items":
        return Array.isArray(value)
          ? this.#listed(value, field)
          : isRecord(value)
            ? this.#schema(value, field)
            : undefined;
      case "additionalProperties":
        return typeof value === "boolean" ? value : isRecord(value) ? this.#schema(value, field) : undefined;
      case "prefixItems":
      case "anyOf":
      case "oneOf":
      case "allOf":
        return this.#listed(value, field);
      case "$ref":
        return leads(this.#root, value, schema) ? value : undefined;
      default:
        return simpleKeyword(name, value, schema);
    }
  }

  #named(value: unknown, field: string): unknown {
    if (!isRecord(value)) return undefined;
    const entries = Object.entries(value);
    const simple = entries.map(([name, schema]) => [name, this.#schema(schema, field)] as const);
    return simple.every(([, schema], index) => schema === entries[index]?.[1]) ? value : Object.fromEntries(simple);
  }

  #listed(value: unknown, field: string): unknown {
    if (!Array.isArray(value) || value.length === 0) return undefined;
    const schemas: readonly unknown[] = value;
    const simple = schemas.map((schema) => this.#schema(schema, field));
    return simple.every((schema, index) => schema === schemas[index]) ? value : simple;
  }
}

const opposites: Readonly<Record<string, readonly [least: string, most: string, limit: number]>> = {
  minLength: ["minLength", "maxLength", maxCharacters],
  maxLength: ["minLength", "maxLength", maxCharacters],
  minItems: ["minItems", "maxItems", maxItems],
  maxItems: ["minItems", "maxItems", maxItems],
};

function simpleKeyword(name: string, value: unknown, schema: Schema): unknown {
  switch (name) {
    case "type":
      return types.has(value) || (Array.isArray(value) && value.length > 0 && value.every((one) => types.has(one)))
        ? value
        : undefined;
    case "enum":
      return Array.isArray(value) && value.length > 0 && value.length <= maxEnum ? value : undefined;
    case "required":
      return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
    case "pattern":
      return safePattern(value);
    case "minLength":
    case "maxLength":
    case "minItems":
    case "maxItems":
      return isRange(schema, opposites[name]) ? value : undefined;
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return areBounds(schema) ? value : undefined;
    case "propertyNames":
      return undefined;
    default:
      return value;
  }
}

/** Each is a whole number up to the limit, and the least is not above the most. */
function isRange(schema: Schema, names: readonly [string, string, number] | undefined): boolean {
  const [least = "", most = "", limit = 0] = names ?? [];
  const from = schema[least] ?? 0;
  const to = schema[most] ?? limit;
  return isCount(from, limit) && isCount(to, limit) && from <= to;
}

const isCount = (value: unknown, limit: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= limit;

function areBounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): boolean {
  const given = [minimum, maximum, exclusiveMinimum, exclusiveMaximum].filter((bound) => bound !== undefined);
  if (!given.every((bound) => typeof bound === "number" && Math.abs(bound) <= Number.MAX_SAFE_INTEGER)) return false;
  const least = (minimum ?? exclusiveMinimum ?? -Infinity) as number;
  return least <= ((maximum ?? exclusiveMaximum ?? Infinity) as number);
}

/** Whether a reference stays within the root and does not come back to where it stands without anything in between. */
function leads(root: Schema, ref: unknown, from: Schema): boolean {
  const seen = new Set<unknown>();
  const open: unknown[] = [target(root, ref)];
  if (open[0] === undefined) return false;
  while (open.length > 0) {
    const schema = open.pop();
    if (schema === from) return false;
    if (!isRecord(schema) || seen.has(schema)) continue;
    seen.add(schema);
    if (schema["$ref"] !== undefined) open.push(target(root, schema["$ref"]));
    for (const name of ["anyOf", "oneOf", "allOf"]) {
      const others = schema[name];
      if (Array.isArray(others)) open.push(...(others as readonly unknown[]));
    }
  }
  return true;
}

/** What a reference such as `#/$defs/name` stands for; undefined if there is nothing, or elsewhere. */
export function target(root: Schema, ref: unknown): unknown {
  if (typeof ref !== "string" || !ref.startsWith("#/")) return undefined;
  let found: unknown = root;
  for (const part of ref.slice(2).split("/")) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return isRecord(found) ? found : undefined;
}

export const isRecord = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const tooLarge = (field: string, limit: string): ApiError =>
  new ApiError("invalid_value", `Invalid value for '${field}': the schema is too large; at most ${limit}.`, field);

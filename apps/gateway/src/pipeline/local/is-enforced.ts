import { isRecord } from "./simplify-schema.ts";

/** The keywords that llama-server's grammar (b10068) enforces completely, and those that say nothing about the value. */
const enforced: ReadonlySet<string> = new Set([
  ...["type", "enum", "const", "properties", "required", "additionalProperties", "items", "prefixItems", "anyOf"],
  ...["minLength", "maxLength", "minItems", "maxItems", "$ref", "$defs", "definitions"],
  ...["$schema", "$id", "title", "description", "default", "examples"],
]);
const named: ReadonlySet<string> = new Set(["properties", "$defs", "definitions"]);
const data: ReadonlySet<string> = new Set(["enum", "const", "default", "examples", "required", "type"]);

/** Whether an answer by this schema's grammar cannot break the schema, so that it need not be checked before it is sent. */
export function isEnforced(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isEnforced);
  if (!isRecord(schema)) return true;
  return Object.entries(schema).every(([name, value]) => {
    if (!enforced.has(name)) return false;
    if (data.has(name)) return true;
    return named.has(name) && isRecord(value) ? Object.values<unknown>(value).every(isEnforced) : isEnforced(value);
  });
}

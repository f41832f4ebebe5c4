type Schema = Readonly<Record<string, unknown>>;

/** llama.cpp makes a grammar of a tool's schema, and refuses the whole request where a limit is larger than this. */
const mostRepeats = 1_999;
const limits = new Set(["maxLength", "minLength", "maxItems", "minItems"]);
/** References among the tools' fields are all to the field itself, as in "any JSON value". */
const left = new Set(["$schema", "$defs", "$ref", "propertyNames"]);

/**
 * A schema as it is published: without what some inference servers cannot make a grammar of. A looser schema does no harm: the service
 * checks what arrives against the complete one.
 */
export function plainSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plainSchema);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema as Schema).flatMap(([keyword, value]) => {
      if (left.has(keyword)) return [];
      if (limits.has(keyword) && typeof value === "number") return value > mostRepeats ? [] : [[keyword, value]];
      if (keyword === "pattern" && typeof value === "string") return /\\[pP]\{/.test(value) ? [] : [[keyword, value]];
      // The names of properties are no keywords.
      if (keyword === "properties") return [[keyword, mapValues(value as Schema, plainSchema)]];
      return [[keyword, plainSchema(value)]];
    }),
  );
}

const mapValues = (fields: Schema, change: (value: unknown) => unknown): Schema =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]));

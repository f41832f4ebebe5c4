import { isRecord, type Schema } from "./simplify-schema.ts";

/** A function that the model may call; `parameters` is the schema of its arguments. */
export interface CallableTool {
  readonly name: string;
  readonly parameters: Schema;
}

/** The field of a plain answer, where the model may answer instead of calling. */
export const answerField = "answer";

/** The schema of one call, as `{"name", "arguments"}`, of any of these tools; or of an answer, as `{"answer"}`, where it has a schema. */
export function callSchema(tools: readonly CallableTool[], answer: Schema | undefined): Schema {
  const calls = tools.map(({ name }, index) =>
    closed({ name: { const: name }, arguments: { $ref: `#/$defs/${definition(index)}` } }),
  );
  return {
    anyOf: [...(answer === undefined ? [] : [closed({ [answerField]: { $ref: `#/$defs/${answerField}` } })]), ...calls],
    $defs: {
      ...(answer === undefined ? {} : { [answerField]: moved(answer, answerField) }),
      ...Object.fromEntries(tools.map(({ parameters }, at) => [definition(at), moved(parameters, definition(at))])),
    },
  };
}

const definition = (index: number): string => `arguments${index}`;

const closed = (properties: Schema): Schema => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** Values in a schema that are no schemas themselves. */
const data: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);

/** A schema whose references within itself lead to its new place. */
function moved(schema: unknown, to: string): unknown {
  if (Array.isArray(schema)) return schema.map((one) => moved(one, to));
  if (!isRecord(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === "$ref" && typeof value === "string" && value.startsWith("#")
        ? `#/$defs/${to}${value.slice(1)}`
        : data.has(name)
          ? value
          : moved(value, to),
    ]),
  );
}

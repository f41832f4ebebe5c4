import { without } from "@hearth/kernel/omit.ts";
import type { FieldMetadata, JsonSchema } from "../../lib/config/reference/json-schema.ts";

/** A schema as the file that editors read: our own metadata becomes sentences of the description. */
export const editorSchema = (title: string, schema: JsonSchema): string =>
  `${JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", title, ...(forEditors(schema) as object) }, null, 2)}\n`;

const ourOwn = new Set([
  "typeName",
  "keyName",
  "defaultNote",
  "requiredWith",
] satisfies (keyof FieldMetadata)[] as string[]);

function forEditors(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forEditors);
  if (typeof value !== "object" || value === null) return value;
  const schema = value as JsonSchema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, inner]): [string, unknown][] => {
      // Keys of a mapping are no keywords, whatever their names.
      if (keyword === "properties") {
        const properties = Object.entries(inner as Record<string, JsonSchema>).map(([key, field]) => {
          const isRequired = schema.required?.includes(key) ?? false;
          return [key, forEditors(isRequired ? without(field, "defaultNote") : field)];
        });
        return [[keyword, Object.fromEntries(properties)]];
      }
      if (ourOwn.has(keyword)) return [];
      if (keyword === "default" && schema.defaultNote !== undefined) return [];
      return [[keyword, keyword === "description" ? descriptionOf(schema) : forEditors(inner)]];
    }),
  );
}

function descriptionOf({ description = "", defaultNote, requiredWith }: JsonSchema): string {
  const notes = [
    ...(requiredWith === undefined ? [] : [`Required with \`${requiredWith}\`.`]),
    ...(defaultNote === undefined ? [] : [`Default: ${defaultNote}.`]),
  ];
  return [description, ...notes].join(" ");
}

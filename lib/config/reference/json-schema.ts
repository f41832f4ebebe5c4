import { z } from "zod";
import { without } from "@hearth/kernel/omit.ts";
import type { Declared } from "../shape/declared.ts";
import { inventorySchemaOf, optionsByRole } from "../shape/inventory-schema.ts";
import { modelsSchema } from "../shape/models-schema.ts";

/** A JSON Schema (draft 7, which editors support best) with our fields' additional metadata. */
export type JsonSchema = z.core.JSONSchema.JSONSchema & FieldMetadata;

/** What a field's `.meta()` may contain in addition to JSON Schema's `description` and literal `default`. */
export interface FieldMetadata {
  /** What a value is called if "text" or "whole number" would be too vague: `size`. */
  readonly typeName?: string;
  /** For a mapping whose keys the reader chooses: the placeholder for such a key in a path, as in `groups.GROUP`. */
  readonly keyName?: string;
  /** The default if it is not a literal value: "the first server". */
  readonly defaultNote?: string;
  /** For a field that is optional in the schema but required by a rule in some cases: `nodesFrom: inventory`. */
  readonly requiredWith?: string;
}

/** The inventory as JSON Schema, with all that roles and jobs bring; under `options` it has every role that has options. */
export function inventoryJsonSchema(declared: Declared): JsonSchema {
  const options = Object.entries(declared.roleOptions ?? {}).map(([role, schema]): [string, JsonSchema] => [
    role,
    { ...toJsonSchema(schema), description: `Options of the role \`${role}\`.` },
  ]);
  return toJsonSchema(inventorySchemaOf(declared), ({ zodSchema, jsonSchema }) => {
    if (zodSchema !== optionsByRole) return;
    delete jsonSchema.propertyNames;
    jsonSchema.properties = Object.fromEntries(options.filter(([, schema]) => hasFields(schema)));
    jsonSchema.additionalProperties = false;
  });
}

/** models.yaml as JSON Schema. */
export const modelsJsonSchema = (): JsonSchema => toJsonSchema(modelsSchema);

const hasFields = ({ properties = {} }: JsonSchema): boolean => Object.keys(properties).length > 0;

type Override = NonNullable<Parameters<typeof z.toJSONSchema>[1]>["override"];

function toJsonSchema(schema: z.ZodType, override?: Override): JsonSchema {
  const options = { io: "input", target: "draft-7", unrepresentable: "any" } as const;
  return without(z.toJSONSchema(schema, override === undefined ? options : { ...options, override }), "$schema");
}

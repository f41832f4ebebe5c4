import { z } from "zod";
import { without } from "@hearth/kernel/omit.ts";
import type { Declared } from "../shape/declared.ts";
import { inventorySchemaOf, optionsByRole } from "../shape/inventory-schema.ts";
import { modelsSchema } from "../shape/models-schema.ts";

/** A JSON Schema (draft 7, the one that editors read best) with what the metadata of our fields says besides. */
export type JsonSchema = z.core.JSONSchema.JSONSchema & FieldMetadata;

/** What `.meta()` of a field may hold besides the `description` and the literal `default` that JSON Schema knows. */
export interface FieldMetadata {
  /** What a value is called where "text" or "whole number" would say too little: `size`. */
  readonly typeName?: string;
  /** Of a mapping whose keys are the reader's own: what stands for such a key in a path, as in `groups.GROUP`. */
  readonly keyName?: string;
  /** The default where it is not one literal value: "the first server". */
  readonly defaultNote?: string;
  /** Of a field that the schema leaves optional and a rule requires in some cases: `nodesFrom: inventory`. */
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

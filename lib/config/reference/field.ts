import type { JsonSchema } from "./json-schema.ts";
import { typeOf } from "./type-of.ts";

/** One key of a configuration file, as its reference shows it. */
export interface Field {
  /** `nodes[].ssh.port`; words in capitals stand for names of the reader's own: `groups.GROUP.ssh`. */
  readonly path: string;
  readonly type: string;
  /** Whether the key must be there. */
  readonly required: boolean;
  /** When the key is required although `required` is false, as a line of YAML. */
  readonly requiredWith?: string;
  /** The default if the key is absent; Markdown. */
  readonly default?: string;
  /** Markdown. */
  readonly description: string;
  /** The key at the top level that has the same fields, which are listed only there. */
  readonly sameAs?: string;
}

/** Every key of a schema, parents before their children. */
export function fieldsOf(schema: JsonSchema): readonly Field[] {
  const top = propertiesOf(schema);
  const listed = (key: string, path: string): ReadonlyMap<string, Property> =>
    path === "" ? new Map() : propertiesOf(top.get(key)?.schema ?? {});

  const walk = (schema: JsonSchema, path: string, known: ReadonlyMap<string, Property>): readonly Field[] => [
    ...[...propertiesOf(schema)].flatMap(([key, { schema: inner, required }]): readonly Field[] => {
      if (known.has(key) && JSON.stringify(known.get(key)?.schema) === JSON.stringify(inner)) return [];
      const here = path === "" ? key : `${path}.${key}`;
      const above = listed(key, path);
      const same = [...propertiesOf(inner).keys()].some((child) => above.has(child));
      return [fieldOf(here, inner, { required, sameAs: same ? key : undefined }), ...walk(inner, here, above)];
    }),
    ...itemsOf(schema).flatMap((item) => walk(item, `${path}[]`, new Map())),
    ...valuesOf(schema).flatMap((value) => {
      const name = schema.keyName ?? "NAME";
      return walk(value, path === "" ? name : `${path}.${name}`, new Map());
    }),
  ];
  return walk(schema, "", new Map());
}

interface Property {
  readonly schema: JsonSchema;
  readonly required: boolean;
}

function fieldOf(path: string, schema: JsonSchema, rest: { required: boolean; sameAs: string | undefined }): Field {
  const { description = "", requiredWith } = schema;
  const text = defaultText(schema);
  return {
    path,
    type: typeOf(schema),
    required: rest.required,
    ...(requiredWith !== undefined && { requiredWith }),
    ...(text !== undefined && { default: text }),
    description,
    ...(rest.sameAs !== undefined && { sameAs: rest.sameAs }),
  };
}

function defaultText({ defaultNote, default: literal }: JsonSchema): string | undefined {
  if (defaultNote !== undefined) return defaultNote;
  if (typeof literal === "object" && literal !== null && Object.keys(literal).length === 0) return "none";
  if (literal === undefined) return undefined;
  return `\`${typeof literal === "string" ? literal : JSON.stringify(literal)}\``;
}

/** The keys of a mapping; of one that has several forms, those of all forms. What only some forms have is not required. */
function propertiesOf(schema: JsonSchema): ReadonlyMap<string, Property> {
  const forms = formsOf(schema).filter(({ properties }) => properties !== undefined);
  const properties = new Map<string, Property>();
  for (const { properties: own = {} } of forms) {
    for (const [key, inner] of Object.entries(own)) {
      if (typeof inner === "boolean") continue;
      const required = forms.every((form) => form.required?.includes(key));
      const before = properties.get(key)?.schema;
      properties.set(key, { schema: before === undefined ? inner : mergeForms(before, inner), required });
    }
  }
  return properties;
}

/** The same key in two forms: `control`, which is `headscale` in one and `tailscale` in the other. */
const mergeForms = (one: JsonSchema, other: JsonSchema): JsonSchema => ({ ...one, oneOf: [...formsOf(one), other] });

/** The schema itself, or the alternatives that it is made of. */
export const formsOf = (schema: JsonSchema): readonly JsonSchema[] => schema.oneOf ?? schema.anyOf ?? [schema];

const isSchema = (value: unknown): value is JsonSchema => typeof value === "object" && !Array.isArray(value);

const itemsOf = (schema: JsonSchema): readonly JsonSchema[] =>
  formsOf(schema)
    .map(({ items }) => items)
    .filter(isSchema);

const valuesOf = (schema: JsonSchema): readonly JsonSchema[] =>
  formsOf(schema)
    .map(({ additionalProperties }) => additionalProperties)
    .filter(isSchema);

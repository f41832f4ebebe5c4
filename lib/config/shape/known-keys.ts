import { z } from "zod";
import type { Path } from "../read/finding.ts";
import { valueAt } from "../read/value-at.ts";

interface Place {
  readonly path: Path;
  /** What stands at the path's start; it decides between the forms of a discriminated union. */
  readonly value: unknown;
}

/** The keys that a schema knows for the mapping at `path`; empty where it takes any. */
export function knownKeys(schema: z.core.$ZodType, { path, value }: Place): readonly string[] {
  const [segment, ...rest] = path;
  const inner = unwrap(schema);
  const next = { path: rest, value: valueAt(value, path.slice(0, 1)) };
  if (inner instanceof z.ZodUnion) {
    const options = inner.options.filter((option) => isForm(inner, option, value));
    return [...new Set(options.flatMap((option) => knownKeys(option, { path, value })))];
  }
  if (inner instanceof z.ZodObject) {
    const shape = inner.shape as Record<string, z.core.$ZodType>;
    if (segment === undefined) return Object.keys(shape);
    const member = Object.hasOwn(shape, segment) ? shape[segment] : undefined;
    return member === undefined ? [] : knownKeys(member, next);
  }
  if (segment === undefined) return [];
  if (inner instanceof z.ZodArray) return knownKeys(inner.element, next);
  if (inner instanceof z.ZodRecord) return knownKeys(inner.valueType, next);
  return [];
}

/** Schemas that stand around another one and take its keys. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}

function isForm(union: z.ZodUnion, option: z.core.$ZodType, value: unknown): boolean {
  if (!(union instanceof z.ZodDiscriminatedUnion) || !(option instanceof z.ZodObject)) return true;
  const { discriminator } = union.def;
  const tag = (option.shape as Record<string, z.core.$ZodType>)[discriminator];
  return tag === undefined || z.safeParse(tag, valueAt(value, [discriminator])).success;
}

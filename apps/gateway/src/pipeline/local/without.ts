import type { Schema } from "./simplify-schema.ts";

/** The object without these fields. */
export const without = (object: Schema, ...names: readonly string[]): Schema =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

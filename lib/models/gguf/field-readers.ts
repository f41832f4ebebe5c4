import { GgufProblem } from "./gguf-problem.ts";
import type { GgufHeader } from "./parse-gguf-header.ts";

/** A text field; undefined if there is none. */
export function textField({ fields }: Pick<GgufHeader, "fields">, key: string): string | undefined {
  const value = fields.get(key);
  return typeof value === "string" ? value : undefined;
}

/** A whole number of at least 0, undefined if there is none. Throws GgufProblem on anything else. */
export function countField({ fields }: Pick<GgufHeader, "fields">, key: string): number | undefined {
  const value = fields.get(key);
  if (value === undefined) return undefined;
  if (isCount(value)) return value;
  throw new GgufProblem(`${key} is ${describe(value)}, and it has to be a whole number`);
}

/** One number for each layer, or one for all of them. */
export function layerField(
  header: Pick<GgufHeader, "fields">,
  key: string,
  layers: number,
): readonly number[] | undefined {
  const value = header.fields.get(key);
  if (value === undefined) return undefined;
  if (typeof value !== "object") return Array.from({ length: layers }, () => countField(header, key) ?? 0);
  if (value.length !== layers || value.values?.every(isCount) !== true) {
    throw new GgufProblem(`${key} has ${value.length} values for ${layers} layers`);
  }
  return value.values;
}

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const describe = (value: unknown): string =>
  typeof value === "object" ? "a list" : ((JSON.stringify(value) as string | undefined)?.slice(0, 40) ?? "nothing");

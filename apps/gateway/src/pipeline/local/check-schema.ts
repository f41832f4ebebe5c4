import { safePattern } from "./safe-pattern.ts";
import { isRecord, target, type Schema } from "./simplify-schema.ts";

/*
 * Checks a model's answer against the caller's JSON schema. Both come from outside, so the work is bounded: what would take too long to
 * check counts as right. There is no code generation, and only patterns that cannot be slow are tried.
 */

const maxSteps = 50_000;
const maxDepth = 100;
const maxUniqueItems = 500;
const maxPatternText = 2_000;

/** What is wrong with the value, such as `/city is missing`; undefined if it matches the schema. */
export function schemaMismatch(schema: unknown, value: unknown): string | undefined {
  const checker = new Checker(schema);
  const wrong = checker.check(schema, value, { path: "", depth: 0 });
  return checker.isComplete ? wrong : undefined;
}

interface Place {
  /** JSON pointer to the value. */
  readonly path: string;
  readonly depth: number;
}

class Checker {
  readonly #root: Schema;
  #steps = 0;
  /** False: something was not checked, so a `not` or `oneOf` around it cannot be trusted. */
  isComplete = true;

  constructor(root: unknown) {
    this.#root = isRecord(root) ? root : {};
  }

  check(schema: unknown, value: unknown, { path, depth }: Place): string | undefined {
    this.#steps += 1;
    if (this.#steps > maxSteps || depth > maxDepth) {
      this.isComplete = false;
      return undefined;
    }
    if (schema === false) return `${named(path)} is not allowed`;
    if (!isRecord(schema)) return undefined;
    const place = { path, depth: depth + 1 };
    const ofKind =
      typeof value === "string"
        ? textMismatch(schema, value)
        : typeof value === "number"
          ? numberMismatch(schema, value)
          : undefined;
    return (
      withPath(path, typeMismatch(schema, value) ?? valueMismatch(schema, value) ?? ofKind) ??
      this.#reference(schema, value, place) ??
      (Array.isArray(value) ? this.#list(schema, value, place) : undefined) ??
      (isRecord(value) ? this.#object(schema, value, place) : undefined) ??
      this.#alternatives(schema, value, place)
    );
  }

  #reference({ $ref }: Schema, value: unknown, place: Place): string | undefined {
    if (typeof $ref !== "string") return undefined;
    return this.check($ref === "#" ? this.#root : target(this.#root, $ref), value, place);
  }

  #list(schema: Schema, list: readonly unknown[], { path, depth }: Place): string | undefined {
    const { prefixItems, items, minItems, maxItems, uniqueItems } = schema;
    if (isBelow(list.length, minItems)) return `${named(path)} needs at least ${String(minItems)} items`;
    if (isAbove(list.length, maxItems)) return `${named(path)} may have at most ${String(maxItems)} items`;
    if (uniqueItems === true && list.length <= maxUniqueItems) {
      const texts = list.map((item) => canonical(item));
      if (new Set(texts).size < texts.length) return `${named(path)} has the same item twice`;
    }
    const first = asList(prefixItems) ?? asList(items) ?? [];
    const rest = Array.isArray(items) ? undefined : items;
    return firstOf(list, (item, at) =>
      this.check(at < first.length ? first[at] : rest, item, { path: `${path}/${at}`, depth }),
    );
  }

  #object(schema: Schema, value: Schema, { path, depth }: Place): string | undefined {
    const { properties, required, additionalProperties, patternProperties, minProperties, maxProperties } = schema;
    const names = Object.keys(value);
    const missing = asList(required)
      ?.filter((name) => typeof name === "string")
      .find((name) => !Object.hasOwn(value, name));
    if (missing !== undefined) return `${path}/${missing} is missing`;
    if (isBelow(names.length, minProperties)) return `${named(path)} needs at least ${String(minProperties)} fields`;
    if (isAbove(names.length, maxProperties)) return `${named(path)} may have at most ${String(maxProperties)} fields`;
    const known = isRecord(properties) ? properties : {};
    const others = patternProperties === undefined ? additionalProperties : undefined;
    return firstOf(names, (name) =>
      this.check(Object.hasOwn(known, name) ? known[name] : others, value[name], { path: `${path}/${name}`, depth }),
    );
  }

  #alternatives({ anyOf, oneOf, allOf, not }: Schema, value: unknown, place: Place): string | undefined {
    const { path } = place;
    const matches = (schema: unknown): boolean => this.check(schema, value, place) === undefined;
    if (Array.isArray(allOf)) {
      const wrong = firstOf(allOf, (schema) => this.check(schema, value, place));
      if (wrong !== undefined) return wrong;
    }
    if (Array.isArray(anyOf) && !anyOf.some(matches)) return this.#none(anyOf, value, place);
    if (Array.isArray(oneOf)) {
      const count = oneOf.filter(matches).length;
      if (count === 0) return this.#none(oneOf, value, place);
      if (count > 1) return `${named(path)} matches more than one of its alternatives`;
    }
    return isRecord(not) && matches(not) ? `${named(path)} has a value that is excluded` : undefined;
  }

  /** With a single alternative, what is wrong with that one says more. */
  #none(schemas: readonly unknown[], value: unknown, place: Place): string {
    const only = schemas.length === 1 ? this.check(schemas[0], value, place) : undefined;
    return only ?? `${named(place.path)} matches none of its alternatives`;
  }
}

function firstOf<T>(list: readonly T[], check: (one: T, at: number) => string | undefined): string | undefined {
  for (const [at, one] of list.entries()) {
    const wrong = check(one, at);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const asList = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? (value as readonly unknown[]) : undefined;

const named = (path: string): string => (path === "" ? "the value" : path);
const withPath = (path: string, wrong: string | undefined): string | undefined =>
  wrong === undefined ? undefined : `${named(path)} ${wrong}`;

function typeMismatch({ type }: Schema, value: unknown): string | undefined {
  const types = asList(type) ?? (type === undefined ? [] : [type]);
  return types.length === 0 || types.some((one) => isOfType(one, value)) ? undefined : `must be ${types.join(" or ")}`;
}

function isOfType(type: unknown, value: unknown): boolean {
  switch (type) {
    case "object":
      return isRecord(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "string":
    case "number":
    case "boolean":
      return typeof value === type;
    default:
      return true;
  }
}

function valueMismatch(schema: Schema, value: unknown): string | undefined {
  const { enum: allowed } = schema;
  if (Array.isArray(allowed) && !allowed.some((one) => isSame(one, value))) return "is none of the allowed values";
  if (Object.hasOwn(schema, "const") && !isSame(schema["const"], value)) return "is not the value that is expected";
  return undefined;
}

const isSame = (one: unknown, other: unknown): boolean =>
  typeof one === "object" && one !== null ? canonical(one) === canonical(other) : one === other;

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, inner: unknown) =>
    isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

function textMismatch({ minLength, maxLength, pattern }: Schema, text: string): string | undefined {
  const length = Array.from(text).length;
  if (isBelow(length, minLength)) return `needs at least ${String(minLength)} characters`;
  if (isAbove(length, maxLength)) return `may have at most ${String(maxLength)} characters`;
  const expression = text.length <= maxPatternText ? quickPattern(pattern) : undefined;
  return expression?.test(text) === false ? `does not match the pattern ${String(pattern)}` : undefined;
}

const anchors = /^\^|\$$/g;
const endless = /[*+]|\{\d+,\}/g;

/** The pattern if it takes at most the square of the text's length; undefined if that is not certain. */
function quickPattern(pattern: unknown): RegExp | undefined {
  if (typeof pattern !== "string" || safePattern(`^${pattern.replaceAll(anchors, "")}$`) === undefined)
    return undefined;
  if ((pattern.match(endless)?.length ?? 0) > 1) return undefined;
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}

function numberMismatch(schema: Schema, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema;
  if (isBelow(value, minimum)) return `must be at least ${String(minimum)}`;
  if (isAbove(value, maximum)) return `must be at most ${String(maximum)}`;
  if (typeof above === "number" && value <= above) return `must be above ${above}`;
  if (typeof below === "number" && value >= below) return `must be below ${below}`;
  if (typeof multipleOf === "number" && multipleOf > 0 && !isMultiple(value, multipleOf)) {
    return `must be a multiple of ${multipleOf}`;
  }
  return undefined;
}

/** 0.3 counts as a multiple of 0.1, although it is none in binary. */
function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) < 1e-9 * Math.max(1, Math.abs(times));
}

const isBelow = (value: number, least: unknown): boolean => typeof least === "number" && value < least;
const isAbove = (value: number, most: unknown): boolean => typeof most === "number" && value > most;

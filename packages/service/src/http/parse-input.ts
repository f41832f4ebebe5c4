import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import { FrameError } from "./service-error.ts";

/** A body as text. Throws FrameError `invalid_json`. */
export function utf8Text(body: Buffer): string {
  if (!isUtf8(body)) throw new FrameError("invalid_json", "The body is not valid UTF-8.");
  return body.toString();
}

/** Throws FrameError `invalid_json`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new FrameError("invalid_json", "The body is not valid JSON.");
  }
}

/** Parses a value by its schema. Throws FrameError `invalid_value` with the field's name. */
export function parseInput<T>(value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = problemIn(result.error.issues[0]);
  const param = fieldName(path);
  throw new FrameError(
    "invalid_value",
    `Invalid value for '${param ?? "body"}'${typeOfItem(value, path)}: ${message}.`,
    {
      param,
    },
  );
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Only for a value of the wrong type. */
  readonly expected?: string;
}

/** The field that is wrong. Of a union's forms, the one that the value comes nearest to is meant. */
function problemIn(issue: z.core.$ZodIssue | undefined): Problem {
  if (issue === undefined) return { path: [], message: "is not valid" };
  const { path, message } = issue;
  if (issue.code === "invalid_type") return { path, message, expected: issue.expected };
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return { path, message };
  const problems = issue.errors.map(([first]) => problemIn(first));
  const best = problems.reduce((best, next) => (nearness(next) >= nearness(best) ? next : best));
  return { ...sameLevel(problems, best), path: [...path, ...best.path] };
}

/** A problem deep inside a form means that the rest of it fits; a wrong `type` means that another form was meant. */
const nearness = ({ path }: Problem): number => 2 * path.length - (path.at(-1) === "type" ? 1 : 0);

/** Where no form comes near, all of them are named. */
function sameLevel(problems: readonly Problem[], best: Problem): Problem {
  const { expected, message, path } = best;
  if (expected === undefined || path.length > 0 || problems.some((problem) => problem.path.length > 0)) return best;
  const names = [...new Set(problems.flatMap(({ expected }) => (expected === undefined ? [] : [expected])))];
  return { ...best, message: message.replace(`expected ${expected}`, `expected ${names.join(" or ")}`) };
}

/** Longest type of an item that is quoted. */
const maxTypeCharacters = 60;

/** ` (function_call)`: the type of the list's entry that the path leads into, if it says one. */
function typeOfItem(value: unknown, path: readonly PropertyKey[]): string {
  let type = "";
  let inside = value;
  for (const [depth, key] of path.entries()) {
    if (typeof inside !== "object" || inside === null) break;
    inside = (inside as Readonly<Record<PropertyKey, unknown>>)[key];
    const leadsOn = depth < path.length - 1 && path[depth + 1] !== "type";
    if (typeof key === "number" && leadsOn && typeof inside === "object" && inside !== null && "type" in inside) {
      if (typeof inside.type === "string") type = ` (${inside.type.slice(0, maxTypeCharacters)})`;
    }
  }
  return type;
}

/** `["turns", 0, "role"]` → `turns[0].role`. */
function fieldName(path: readonly PropertyKey[]): string | null {
  if (path.length === 0) return null;
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

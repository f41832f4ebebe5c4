import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { root } from "../paths.ts";
import type { Step } from "./step.ts";

/** The verbs of a step that a shell file defines, ready to be spread into it. */
export type StepScript = Pick<Step, "verify" | "apply" | "undo">;

const verbs = ["verify", "apply", "undo"];

/**
 * A step's shell from a file beside its user. The file defines the functions `verify`, `apply` and, if there is something to
 * undo, `undo`; its other functions are available to all of them. The step's values are shell variables.
 */
export function stepScript(folder: string, file: string): StepScript {
  const functions = functionsOf(join(folder, file));
  const helpers = functions.filter(({ name }) => !verbs.includes(name)).map(({ text }) => `${text}\n`);
  const textOf = (verb: string): string | undefined => {
    const body = functions.find(({ name }) => name === verb)?.body;
    return body && [...helpers, body].join("");
  };
  const [verify, apply, undo] = verbs.map(textOf);
  if (verify === undefined || apply === undefined) throw new TypeError(`${file} must define verify and apply`);
  return { verify, apply, ...(undo !== undefined && { undo }) };
}

/** All functions of a shell file, for a script that calls them by name. */
export function shellFunctions(folder: string, file: string): string {
  return functionsOf(join(folder, file))
    .map(({ text }) => text)
    .join("\n");
}

/** The bodies of a shell file's functions, by their names. */
export function functionBodies(folder: string, file: string): (name: string) => string {
  const bodies = new Map(functionsOf(join(folder, file)).map(({ name, body }) => [name, stripShell(body)]));
  return (name) => {
    const body = bodies.get(name);
    if (body === undefined) throw new TypeError(`${file} has no function ${name}`);
    return body;
  };
}

/** Strips blank lines and comments, which a node does not need. */
export function stripShell(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^\s*(#.*)?$/.test(line))
    .join("\n");
}

interface ShellFunction {
  readonly name: string;
  readonly body: string;
  /** The whole function, including name and braces. */
  readonly text: string;
}

/** A function is either one line, `name() { body; }`, or starts with `name() {` and ends at the next line that is `}`. */
function functionsOf(file: string): readonly ShellFunction[] {
  if (!existsSync(file)) {
    throw new HearthError({
      code: "DEFINITION_INVALID",
      message: `there is no ${relative(root, file)}`,
      hint: "Write this shell file, or correct its name in the role that asks for it.",
    });
  }
  const functions: ShellFunction[] = [];
  const lines = readFileSync(file, "utf8").split("\n");
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, oneLine] = /^(\w+)\(\) \{(?: (.*) \})?$/.exec(line) ?? [];
    if (name === undefined) {
      if (line === "" || line.startsWith("#")) continue;
      throw new TypeError(`${file}: only functions may stand at the beginning of a line, not: ${line}`);
    }
    const end = lines.indexOf("}");
    if (oneLine === undefined && end < 0) throw new TypeError(`${file}: ${name} has no end`);
    const body = oneLine ?? lines.splice(0, end).join("\n");
    functions.push({ name, body, text: oneLine === undefined ? `${line}\n${body}\n${lines.shift() ?? ""}` : line });
  }
  return functions;
}

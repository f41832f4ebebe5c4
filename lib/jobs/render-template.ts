import { readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import { root } from "../paths.ts";
import { hclLiteral, type HclValue } from "../templates/hcl-literal.ts";

/** The values of a job's template: flat, each used by it. */
export type TemplateContext = Readonly<Record<string, HclValue>>;

/** Holds every job's template, as `NAME.nomad.hcl.hbs`. */
export const templateFolder = join(root, "templates", "jobs");

const handlebars = Handlebars.create();
handlebars.registerHelper("hcl", (value: HclValue) => hclLiteral(value));

interface Compiled {
  readonly render: HandlebarsTemplateDelegate<TemplateContext>;
  /** Keys that the template names. */
  readonly keys: ReadonlySet<string>;
}

const compiled = new Map<string, Compiled>();

interface RenderOptions {
  /** Values that a template may use or not. */
  readonly common?: TemplateContext;
  readonly folder?: string;
}

/** A job's HCL. A key that the template names and the context lacks is an error, and so is one that it does not use. */
export function renderTemplate(
  name: string,
  context: TemplateContext,
  { common = {}, folder = templateFolder }: RenderOptions = {},
): string {
  const file = join(folder, `${name}.nomad.hcl.hbs`);
  const { render, keys } = compiled.get(file) ?? compile(file);
  const given = new Set(Object.keys(context));
  const missing = keys.difference(given).difference(new Set(Object.keys(common)));
  const unused = given.difference(keys);
  if (missing.size > 0) throw new TypeError(`${file} wants ${[...missing].join(", ")}`);
  if (unused.size > 0) throw new TypeError(`${file} does not use ${[...unused].join(", ")}`);
  return render({ ...common, ...context });
}

function compile(file: string): Compiled {
  const source = readFileSync(file, "utf8");
  const template: Compiled = {
    render: handlebars.compile<TemplateContext>(source, { strict: true, noEscape: true }),
    keys: new Set([...source.matchAll(/\{\{(?:hcl|#if|#each) (\w+)\}\}/g)].map((match) => match[1] ?? "")),
  };
  compiled.set(file, template);
  return template;
}

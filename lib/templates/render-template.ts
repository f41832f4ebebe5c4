import { globSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import Handlebars from "handlebars";
import { root } from "../paths.ts";
import { hclLiteral, type HclValue } from "./hcl-literal.ts";
import { keysOf } from "./template-keys.ts";

/** What a template may be given. */
export type TemplateValue = HclValue;
export type TemplateContext = Readonly<Record<string, TemplateValue>>;

/** Holds every configuration file that Hearth writes, as `NAME.hbs`: `consul/consul.hcl`. */
export const templateFolder = join(root, "templates");

const handlebars = Handlebars.create();
handlebars.registerHelper("json", (value: TemplateValue) => JSON.stringify(value));
handlebars.registerHelper("hcl", (value: TemplateValue) => hclLiteral(value));

/** Parts that several templates share. */
const partials: ReadonlyMap<string, string> = new Map(
  globSync("partials/*.hbs", { cwd: templateFolder }).map((file) => [
    basename(file, ".hbs"),
    readFileSync(join(templateFolder, file), "utf8"),
  ]),
);
for (const [name, source] of partials) handlebars.registerPartial(name, source);

interface Compiled {
  readonly render: HandlebarsTemplateDelegate<TemplateContext>;
  /** Keys that the template names. */
  readonly keys: ReadonlySet<string>;
}

const compiled = new Map<string, Compiled>();

export interface RenderOptions {
  /** Values that a template may use or not. */
  readonly common?: TemplateContext;
  readonly folder?: string;
}

/**
 * A file from its template. `{{json x}}` writes a value as JSON, which YAML reads too, and `{{hcl x}}` as a literal of HCL; `{{x}}`
 * writes it as it is. A key that the template names and the context lacks is an error, and so is one that it does not use.
 */
export function renderTemplate(
  name: string,
  context: TemplateContext = {},
  { common = {}, folder = templateFolder }: RenderOptions = {},
): string {
  const file = join(folder, `${name}.hbs`);
  const { render, keys } = compiled.get(file) ?? compile(file);
  const given = new Set(Object.keys(context));
  const missing = keys.difference(given).difference(new Set(Object.keys(common)));
  const unused = given.difference(keys);
  const title = relative(root, file);
  if (missing.size > 0) throw new TypeError(`${title} wants ${[...missing].join(", ")}`);
  if (unused.size > 0) throw new TypeError(`${title} does not use ${[...unused].join(", ")}`);
  try {
    return render({ ...common, ...context });
  } catch (thrown) {
    // Of an item of a list, Handlebars alone sees what it lacks.
    throw new TypeError(`${title}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown });
  }
}

function compile(file: string): Compiled {
  const source = readFileSync(file, "utf8");
  const template: Compiled = {
    render: handlebars.compile<TemplateContext>(source, { strict: true, noEscape: true }),
    keys: keysOf(source, partials),
  };
  compiled.set(file, template);
  return template;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import { root } from "../paths.ts";
import { hclLiteral, type HclValue } from "./hcl-literal.ts";

/** The values of a job's template: flat, each used by it. */
export type TemplateContext = Readonly<Record<string, HclValue>>;

/** Holds every job's template, as `NAME.nomad.hcl.hbs`. */
export const templateFolder = join(root, "templates", "jobs");

const handlebars = Handlebars.create();
handlebars.registerHelper("hcl", (value: HclValue) => hclLiteral(value));

const compiled = new Map<string, HandlebarsTemplateDelegate<TemplateContext>>();

/** A job's HCL. A key that the template names and the context lacks is an error. */
export function renderTemplate(name: string, context: TemplateContext): string {
  let template = compiled.get(name);
  if (template === undefined) {
    const source = readFileSync(join(templateFolder, `${name}.nomad.hcl.hbs`), "utf8");
    template = handlebars.compile<TemplateContext>(source, { strict: true, noEscape: true });
    compiled.set(name, template);
  }
  return template(context);
}

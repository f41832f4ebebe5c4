import { readFileSync } from "node:fs";
import { join } from "node:path";
import Handlebars from "handlebars";
import { root } from "../paths.ts";

export type ConfigValue = string | number | boolean | readonly string[] | readonly Readonly<Record<string, string>>[];

const folder = join(root, "templates");
const handlebars = Handlebars.create();
handlebars.registerHelper("json", (value: ConfigValue) => JSON.stringify(value));
handlebars.registerPartial("hardening", readFileSync(join(folder, "systemd", "hardening.hbs"), "utf8").trimEnd());

/**
 * A configuration file from `templates/<name>.hbs`: `consul/consul.hcl`. `{{json x}}` writes a value as JSON, which HCL and YAML
 * read too. A key that the template names and the context lacks is an error.
 */
export function renderConfig(name: string, context: Readonly<Record<string, ConfigValue>> = {}): string {
  const source = readFileSync(join(folder, `${name}.hbs`), "utf8");
  return handlebars.compile(source, { strict: true, noEscape: true })(context);
}

import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import Handlebars from "handlebars";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { root } from "../paths.ts";
import { hclLiteral, type HclValue } from "./hcl-literal.ts";
import { nomadJson, nomadVariable } from "./nomad-values.ts";
import { keysOf } from "./template-keys.ts";

/** A value for a template. */
export type TemplateValue = HclValue;
export type TemplateContext = Readonly<Record<string, TemplateValue>>;

/** Holds every configuration file that Hearth writes, as `NAME.hbs`: `consul/consul.hcl`. */
export const templateFolder = join(root, "templates");

const handlebars = Handlebars.create();
handlebars.registerHelper("json", (value: TemplateValue) => JSON.stringify(value));
handlebars.registerHelper("hcl", (value: TemplateValue) => hclLiteral(value));
handlebars.registerHelper("nomadJson", nomadJson);
handlebars.registerHelper("nomadVariable", nomadVariable);
handlebars.registerHelper("embed", (name: string, { data }: { readonly data: EmbedData }) =>
  read(join(data.folder, name)).render(data.root, { data: { folder: data.folder } }),
);

/** What a helper sees of the template that calls it. */
interface EmbedData {
  readonly folder: string;
  readonly root: TemplateContext;
}

/** Partials that several templates share. */
const partials: ReadonlyMap<string, string> = new Map(
  globSync("partials/*.hbs", { cwd: templateFolder }).map((file) => [
    basename(file, ".hbs"),
    readFileSync(join(templateFolder, file), "utf8"),
  ]),
);
for (const [name, source] of partials) handlebars.registerPartial(name, source);

interface Compiled {
  readonly render: HandlebarsTemplateDelegate<TemplateContext>;
  /** Keys that the template uses. */
  readonly keys: ReadonlySet<string>;
}

const compiled = new Map<string, Compiled>();

export interface RenderOptions {
  /** Values that a template may use but need not. */
  readonly common?: TemplateContext;
  readonly folder?: string;
}

/**
 * A file from its template. `{{json x}}` writes a value as JSON, which YAML reads too, and `{{hcl x}}` as a literal of HCL;
 * `{{x}}` writes it as it is. `embed` is a file from the template's folder, itself rendered if it is a template; `nomadJson` and
 * `nomadVariable` are for files that Nomad renders. Throws DEFINITION_INVALID for a key that the template uses but the context
 * lacks or has as undefined, and for a key that the template does not use.
 */
export function renderTemplate(
  name: string,
  context: TemplateContext = {},
  { common = {}, folder = templateFolder }: RenderOptions = {},
): string {
  const file = join(folder, `${name}.hbs`);
  const { render, keys } = read(join(folder, name));
  const given = new Set(Object.keys(context));
  const missing = keys.difference(given).difference(new Set(Object.keys(common)));
  const unused = given.difference(keys);
  const empty = Object.keys(context).filter((key) => context[key] === undefined);
  const mistakes = [
    ...(missing.size > 0 ? [`needs ${[...missing].join(", ")}`] : []),
    ...(empty.length > 0 ? [`gets undefined as ${empty.join(", ")}`] : []),
    ...(unused.size > 0 ? [`does not use ${[...unused].join(", ")}`] : []),
  ];
  if (mistakes.length > 0) throw mistake(file, `the template ${mistakes.join(" and ")}`);
  try {
    // Handlebars also indents the blank lines of an indented partial.
    return render({ ...common, ...context }, { data: { folder: dirname(file) } }).replaceAll(/^[ \t]+$/gm, "");
  } catch (thrown) {
    if (thrown instanceof HearthError) throw thrown;
    // Only Handlebars notices what an item of a list lacks.
    throw mistake(file, messageOf(thrown), thrown);
  }
}

const mistake = (file: string, message: string, cause?: unknown): HearthError =>
  new HearthError({
    code: "DEFINITION_INVALID",
    at: relative(root, file),
    message,
    hint: "Correct the template, or the values that the role or job gives it: both must have the same names.",
    cause,
  });

/** A template; a file without the extension is written unchanged. */
function read(path: string): Compiled {
  const file = [`${path}.hbs`, path].find((candidate) => existsSync(candidate));
  if (file === undefined) {
    throw new HearthError({
      code: "DEFINITION_INVALID",
      message: `there is no ${relative(root, path)}.hbs`,
      hint: "Write this template, or correct its name in the role, the job or the template that asks for it.",
    });
  }
  const found = compiled.get(file) ?? (file === path ? asItIs(file) : compile(file));
  compiled.set(file, found);
  return found;
}

function asItIs(file: string): Compiled {
  const text = readFileSync(file, "utf8");
  return { render: () => text, keys: new Set() };
}

function compile(file: string): Compiled {
  const source = readFileSync(file, "utf8");
  try {
    return {
      render: handlebars.compile<TemplateContext>(source, { strict: true, noEscape: true }),
      keys: keysOf(source, { partials, embedded: (name) => read(join(dirname(file), name)).keys }),
    };
  } catch (thrown) {
    if (thrown instanceof HearthError) throw thrown;
    throw mistake(file, messageOf(thrown), thrown);
  }
}

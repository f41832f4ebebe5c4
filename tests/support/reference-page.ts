import { parse, stringify } from "yaml";
import type { Field } from "../../lib/config/reference/field.ts";
import { meaningOf, needOf } from "../../lib/config/reference/format-fields.ts";
import { sectionsOf } from "../../lib/config/reference/sections.ts";

const madeBy =
  "<!-- Made from the schema; `npx vitest run --project unit tests/reference-pages.test.ts -u` writes it again. -->";

/** docs/inventory.md: a section for each top-level key, with its table and how the sample sets it. */
export function inventoryPage(fields: readonly Field[], sample: string): string {
  const values = parse(sample) as Readonly<Record<string, unknown>>;
  const sections = sectionsOf(fields).map((section) => {
    const { path } = section;
    const keys = fields.filter((field) => field.path.startsWith(`${path}.`) || field.path.startsWith(`${path}[`));
    const need = section.default === undefined ? needOf(section) : `optional; ${needOf(section)}`;
    return [
      `## ${path}`,
      `**${need.charAt(0).toUpperCase()}${need.slice(1)}.** ${meaningOf(section)}`,
      tableOf(keys),
      yamlOf({ [path]: values[path] }),
    ];
  });
  return page(["# The inventory", madeBy, inventoryIntroduction, ...sections.flat()]);
}

/** docs/models.md. */
export const modelsPage = (fields: readonly Field[], sample: string): string =>
  page(["# The models file", madeBy, modelsIntroduction, tableOf(fields), yamlOf(firstOf(parse(sample) as object, 3))]);

/** As many entries of a mapping; the catalogue is too long to repeat. */
const firstOf = (value: object, count: number): object => Object.fromEntries(Object.entries(value).slice(0, count));

const page = (parts: readonly string[]): string => `${parts.join("\n\n")}\n`;

const yamlOf = (value: unknown): string => `\`\`\`yaml\n${stringify(value, { lineWidth: 120 })}\`\`\``;

function tableOf(fields: readonly Field[]): string {
  const rows = fields.map((field) => `| \`${field.path}\` | ${field.type} | ${needOf(field)} | ${meaningOf(field)} |`);
  return ["| key | type | needed | meaning |", "|---|---|---|---|", ...rows].join("\n");
}

const inventoryIntroduction = `\`stacks/NAME.inventory.yaml\` describes a cluster. This page lists every key; [a sample with comments](../stacks/samples/home.inventory.yaml)
shows most of them, and [another](../stacks/samples/five-machines.inventory.yaml) is a whole house.
\`hearth config check FILE\` checks an inventory, \`hearth config docs SECTION\` prints a section of this page, and
\`hearth config explain NODE\` shows which settings a machine ends up with, and from which line. Editors with a YAML language server
complete and check the file by [a JSON Schema](../stacks/schema/inventory.schema.json).

Settings of machines come in layers. From weakest to strongest: the built-in default, the top level of the file, the machine's groups
in the order of its list, the machine itself. Mappings are merged key by key; anything else, lists included, is replaced.

A size is a number with a unit, such as \`6 GiB\` or \`500 MB\`; a duration is one such as \`90s\`, \`10m\` or \`1h\`; an amount of CPU is one
such as \`2000 MHz\` or \`2 GHz\`. In paths, \`[]\` marks the entries of a list, and words in capitals stand for names of your own. The file
is YAML 1.2 of at most 1 MiB.`;

const modelsIntroduction = `[stacks/models.yaml](../stacks/models.yaml) is the kit's catalogue of models; a \`models.yaml\` beside the inventory replaces it.
\`models.local.yaml\` beside the inventory adds models of your own, which go before those of the same name; \`hearth models add\` writes it, as
[the how-to page](how-to/models.md) shows. \`MODEL\` stands for a name, which [experts](inventory.md#experts) refer to.
\`hearth config docs models\` prints this page.

What a model's file says of itself need not be written: \`hearth models add\` and \`hearth models pull\` read its header and keep what it says in
\`models.local.facts.json\` beside the inventory. Git ignores both; [back them up](how-to/back-up.md) with your inventory.`;

import { basename, relative } from "node:path";
import type { Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { table } from "@hearth/kernel/table.ts";
import { checkConfiguration } from "../../config/check-configuration.ts";
import { explainNode } from "../../config/explain/explain-node.ts";
import { formatSettings } from "../../config/explain/format-settings.ts";
import { loadConfiguration } from "../../config/load-cluster.ts";
import { formatFinding } from "../../config/read/finding.ts";
import { formatFields, meaningOf } from "../../config/reference/format-fields.ts";
import { findSection, referenceFields, sectionsOf } from "../../config/reference/sections.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { loadDefinitions } from "../../jobs/load-definitions.ts";
import { stackFolder } from "../../paths.ts";
import { factsForInventory } from "../../stack/placement-facts.ts";
import { notesOn } from "../../stack/inventory-notes.ts";
import { existingInventoryOf } from "../../stack/load-stack.ts";
import { toolPath } from "../../toolchain/installed/tool-path.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  const config = program
    .command("config")
    .description("the inventory: check it, look up its keys, see which settings a node gets");

  config
    .command("check")
    .argument("<file>", "an inventory")
    .description("check an inventory and its models file; prints every finding, talks to no machine")
    .addHelpText(
      "after",
      "\nExample:\n  hearth config check stacks/house.inventory.yaml\nExit status: 0 valid, 78 there are findings.",
    )
    .action(async (file: string) => {
      const context = makeContext(program.opts(), signal);
      const { declared } = await loadDefinitions();
      const placement = factsForInventory(stackFolder(basename(file).replace(/\.inventory\.yaml$/, "")), file);
      const { findings, cluster } = checkConfiguration(file, { declared, ...defined({ placement }) });
      const notes = cluster === undefined ? [] : await notesOn({ file, cluster }, toolPath());
      const good = [`${file}: good`, ...notes.map((note) => `note: ${note}`)];
      const text = (findings.length === 0 ? good : findings.map(formatFinding)).join("\n");
      print(context, { json: { findings, notes }, text });
      if (findings.length > 0) process.exitCode = exitCodes.invalidConfiguration;
    });

  const docs = config
    .command("docs")
    .argument("[section]", "a key of the inventory, such as nodes or gateway.cache; `models` for models.yaml")
    .description("print what the keys of a section mean, with types and defaults; without a section, list the sections")
    .addHelpText("after", "\nExamples:\n  hearth config docs\n  hearth config docs gateway.cache")
    .action(async (section: string | undefined) => {
      const context = makeContext(program.opts(), signal);
      const fields = referenceFields((await loadDefinitions()).declared);
      if (section === undefined) {
        const sections = sectionsOf(fields);
        const rows = sections.map((field) => [field.path, meaningOf(field)]);
        print(context, { json: { sections }, text: table(["section", "meaning"], rows) });
        return;
      }
      const found = findSection(fields, section);
      if ("hint" in found) return usageError(docs, `there is no section ${section} in the inventory; ${found.hint}`);
      const width = process.stdout.isTTY ? Math.min(process.stdout.columns, 100) : 100;
      print(context, { json: { fields: found.fields }, text: formatFields(found.fields, width) });
    });

  const explain = config
    .command("explain")
    .argument("<node>", "a node of the inventory")
    .option("--file <inventory>", "an inventory file; the stack's own by default")
    .description("print every setting of a node, with the line of the inventory that sets it")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth config explain n1\n  hearth config explain n2 --file stacks/house.inventory.yaml",
    )
    .action(async (node: string, { file }: { file?: string }) => {
      const context = makeContext(program.opts(), signal);
      const inventory = file ?? relative(process.cwd(), existingInventoryOf(context.stack));
      const { declared } = await loadDefinitions();
      const { cluster, written } = loadConfiguration(inventory, {
        declared,
        ...defined({ placement: factsForInventory(stackFolder(context.stack), inventory) }),
      });
      const settings = explainNode(node, { ...written, cluster, declared });
      if (settings === undefined) {
        const names = cluster.nodes.map(({ name }) => name);
        return usageError(explain, `there is no node ${node} in ${inventory}; ${suggestion(node, names)}`);
      }
      print(context, { json: { node, inventory, settings }, text: formatSettings(settings) });
    });
};

/** Ends the command with the exit code of a wrong argument. */
const usageError = (command: Command, message: string): never =>
  command.error(`error: ${message}`, { exitCode: exitCodes.usage });

import { rmSync } from "node:fs";
import { relative } from "node:path";
import { HearthError } from "@hearth/kernel/errors.ts";
import { table } from "@hearth/kernel/table.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { root } from "../../paths.ts";
import { stackCommand } from "../../stack-command.ts";
import { countParts } from "../../stack/pulumi/parts.ts";
import { listStacks, madeNames, stackFiles, type StackSummary } from "../../stack/stack-files.ts";
import { confirm } from "../confirm.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { addRemovalOptions, type RemovalOptions } from "../removal-options.ts";

export const register: RegisterCommand = (program, signal) => {
  const stack = program.command("stack").description("list the stacks of this checkout, or forget one");

  stack
    .command("list")
    .description("list the stacks, with their inventories and what exists of them")
    .addHelpText("after", "\nExample:\n  hearth stack list")
    .action(() => {
      const context = makeContext(program.opts(), signal);
      const stacks = listStacks();
      print(context, { json: { stacks }, text: formatStacks(stacks, context) });
    });

  const forget = addRemovalOptions(stack.command("forget"));
  forget
    .argument("<name>", "a stack of which nothing is left on machines")
    .description("delete a stack's secrets, state and logs on this computer; its inventory is kept")
    .addHelpText(
      "after",
      "\nTake the stack down first: `hearth --stack home down`.\n\nExample:\n  hearth stack forget home --dry-run",
    )
    .action(async (name: string, { yes = false, dryRun = false }: RemovalOptions) => {
      // The context's log would write into the folder that is removed.
      const { json } = program.opts<{ json?: boolean }>();
      const known = listStacks().map((known) => known.name);
      const files = known.includes(name) ? stackFiles(name) : [];
      if (files.length === 0) {
        forget.error(`error: there is nothing to forget of a stack ${name}; ${suggestion(name, known)}`, {
          exitCode: exitCodes.usage,
        });
      }
      refuseIfMade(name);
      const paths = files.map((path) => relative(root, path));
      const text = [`Forgetting the stack ${name} deletes:`, ...paths.map((path) => `  - ${path}`), warning].join("\n");
      if (dryRun) {
        print({ json: json === true }, { json: { stack: name, deletes: paths, done: false }, text });
        return;
      }
      process.stderr.write(`${text}\n`);
      await confirm({ word: name, yes }, undefined, signal);
      for (const path of files) rmSync(path, { recursive: true, force: true });
      print({ json: json === true }, { json: { stack: name, deletes: paths, done: true }, text: `${name}: forgotten` });
    });
};

const warning =
  "With its secrets go the keys that encrypt sensitive memories and backups: what is left of them on machines cannot be read again.";

/** Throws STACK_IN_USE if there is something left that only these files can take down. */
function refuseIfMade(name: string): void {
  const made = madeNames(name);
  if (made.length === 0) return;
  throw new HearthError({
    code: "STACK_IN_USE",
    message: `${countParts(made.length)} of the stack ${name} still exist, and only its files can take them down`,
    hint: `Run \`${stackCommand(name, "down")}\` first.`,
  });
}

const formatStacks = (stacks: readonly StackSummary[], options: { readonly width: number }): string =>
  table(
    ["stack", "inventory", "units, jobs and gates", "secrets"],
    stacks.map(({ name, inventory, made, hasSecrets }) => [
      name,
      inventory === undefined ? "missing" : relative(root, inventory),
      made === 0 ? "none" : String(made),
      hasSecrets ? "yes" : "none",
    ]),
    options,
  );

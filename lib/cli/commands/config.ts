import { checkConfiguration } from "../../config/check-configuration.ts";
import { formatFinding } from "../../config/read/finding.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { loadRoles } from "../../plan/load-roles.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  const config = program.command("config").description("the inventory");

  config
    .command("check")
    .argument("<file>", "an inventory")
    .description("check an inventory and its models file; prints every finding, talks to no machine")
    .addHelpText(
      "after",
      "\nExample:\n  hearth config check stacks/home.inventory.yaml\nExit status: 0 good, 78 findings.",
    )
    .action(async (file: string) => {
      const context = makeContext(program.opts(), signal);
      const roles = await loadRoles();
      const { findings } = checkConfiguration(file, {
        roleOptions: Object.fromEntries(roles.map((role) => [role.name, role.options])),
      });
      const text = findings.length === 0 ? `${file}: good` : findings.map(formatFinding).join("\n");
      print(context, { json: { findings }, text });
      if (findings.length > 0) process.exitCode = exitCodes.invalidConfiguration;
    });
};

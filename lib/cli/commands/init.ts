import { relative } from "node:path";
import { count } from "@hearth/kernel/count.ts";
import { root } from "../../paths.ts";
import { initStack } from "../../stack/init-stack.ts";
import { stackCommand } from "../../stack-command.ts";
import { passphraseFile } from "../../stack/pulumi/stack-environment.ts";
import { loadStack, stackConfigFile } from "../../stack/load-stack.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("init")
    .description("create what the stack still lacks: its passphrase, Pulumi stack, keys and certificates")
    .addHelpText(
      "after",
      "\nA second run only renews certificates that expire soon and adds those of new nodes.\n\nExample:\n  hearth --stack home init",
    )
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      await installTools(["pulumi"], { log: context.log, signal });
      const { added } = await context.log.step("keys and certificates", () => initStack(stack, context.environment));
      const text =
        added.length === 0
          ? "nothing was missing"
          : [
              `made ${count(added.length, "secret")} of the stack ${stack.name}, encrypted in ${relative(root, stackConfigFile(stack.name))}: keep a copy of that file, too`,
              `the passphrase is in ${relative(root, passphraseFile(stack.name))}: keep a copy in another place, since nothing opens the secrets without it (docs/how-to/back-up.md)`,
              `next: \`${stackCommand(stack.name, "preflight")}\``,
            ].join("\n");
      print(context, { json: { added }, text });
    });
};

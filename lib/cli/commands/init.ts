import { initStack } from "../../stack/init-stack.ts";
import { loadStack } from "../../stack/load-stack.ts";
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
      const text = added.length === 0 ? "nothing was missing" : `made: ${added.join(", ")}`;
      print(context, { json: { added }, text });
    });
};

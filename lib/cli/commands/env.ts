import type { RegisterCommand } from "../load-commands.ts";
import { makeContext, print } from "../context.ts";
import { quote } from "../../steps/quote.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("env")
    .description("print the environment variables with which plain `pulumi up|preview|destroy` does the same as Hearth")
    .addHelpText("after", '\nExample:\n  eval "$(./hearth env)" && pulumi preview --expect-no-changes')
    .action(() => {
      const context = makeContext(program.opts(), signal);
      const environment = { ...context.environment, PULUMI_STACK: context.stack };
      const text = Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}`);
      print(context, { json: { environment }, text: text.join("\n") });
    });
};

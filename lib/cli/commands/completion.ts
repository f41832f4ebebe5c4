import { Argument } from "commander";
import { bashCompletion } from "../completion/bash.ts";
import { commandTree } from "../completion/command-tree.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { root } from "../../paths.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;
type Shell = keyof typeof scripts;

export const register: RegisterCommand = (program, signal) => {
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "the shell that completes").choices(Object.keys(scripts)))
    .description("print a script that completes commands, options and names of hearth in a shell")
    .addHelpText(
      "after",
      "\nExamples, each for the line of a shell's start-up file:\n  source <(./hearth completion bash)\n" +
        "  source <(./hearth completion zsh)     # after compinit\n  ./hearth completion fish | source",
    )
    .action((shell: Shell) => {
      const context = makeContext(program.opts(), signal);
      const script = scripts[shell](commandTree(program), root);
      print(context, { json: { shell, script }, text: script.trimEnd() });
    });
};

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { makeContext } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  program
    .command("ssh")
    .argument("<node>", "a node of the inventory")
    .argument("[command...]", "command to run there; a shell by default")
    .description("log in to a node, or run a command there, with its pinned host key")
    .addHelpText("after", "\nExamples:\n  hearth ssh n1\n  hearth ssh n1 -- systemctl status nomad")
    .action(async (node: string, command: readonly string[]) => {
      const context = makeContext(program.opts(), signal);
      prepareSsh(await loadStack(context.stack));
      const config = join(context.folder, "ssh_config");
      const { status } = spawnSync("ssh", ["-F", config, node, ...command], { stdio: "inherit" });
      process.exitCode = status ?? 1;
    });
};

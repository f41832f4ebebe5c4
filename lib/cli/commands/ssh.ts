import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { knownAccesses } from "../../ssh/node-accesses.ts";
import { formerNodes } from "../../stack/journal/former-nodes.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { makeContext } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

/** Nodes of the inventory, and those that have left it while something of Hearth is left on them. */
function namesOf({ cluster, folder }: Stack): readonly string[] {
  const current = knownAccesses(cluster, folder);
  const former = existsSync(folder) ? formerNodes(folder, current) : [];
  return [...cluster.nodes, ...former].map(({ name }) => name);
}

export const register: RegisterCommand = (program, signal) => {
  const ssh = program
    .command("ssh")
    .argument("<node>", "a node of the inventory")
    .argument("[command...]", "command to run there; a shell by default")
    .description("log in to a node, or run a command there, with its pinned host key")
    .addHelpText("after", "\nExamples:\n  hearth ssh n1\n  hearth ssh n1 -- systemctl status nomad")
    .action(async (node: string, command: readonly string[]) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const known = namesOf(stack);
      if (!known.includes(node)) {
        const message = `error: there is no node ${node} in the stack ${stack.name}; ${suggestion(node, known)}`;
        return ssh.error(message, { exitCode: exitCodes.usage });
      }
      prepareSsh(stack);
      const config = join(context.folder, "ssh_config");
      const { status } = spawnSync("ssh", ["-F", config, node, ...command], { stdio: "inherit" });
      process.exitCode = status ?? 1;
    });
};

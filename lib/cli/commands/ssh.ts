import { spawnSync, type SpawnSyncOptionsWithStringEncoding } from "node:child_process";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { root } from "../../paths.ts";
import { knownAccesses } from "../../ssh/node-accesses.ts";
import { formerNodes } from "../../stack/journal/former-nodes.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

/** Nodes of the inventory, and those that have left it while something of Hearth is left on them. */
function namesOf({ cluster, folder }: Stack): readonly string[] {
  const current = knownAccesses(cluster, folder);
  const former = existsSync(folder) ? formerNodes(folder, current) : [];
  return [...cluster.nodes, ...former].map(({ name }) => name);
}

const outputKept: SpawnSyncOptionsWithStringEncoding = {
  stdio: ["inherit", "pipe", "pipe"],
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
};

/** Ssh's own exit status where it could not connect. */
const sshFailed = 255;

/** OpenSSH names the file of pinned keys, which is made from the inventory and would be written over. */
const hostKeyHint = (node: string, inventoryFile: string): string =>
  `If ssh says that the host key has changed: the key it expects is in ${relative(root, inventoryFile)}, nodes[${node}].ssh.hostKey. ` +
  "Change it there, and only after comparing it with the key on the machine itself.";

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
      if (context.json && command.length === 0) {
        return ssh.error("error: --json needs a command: a shell has no result", { exitCode: exitCodes.usage });
      }
      prepareSsh(stack);
      const config = join(context.folder, "ssh_config");
      if (context.json) {
        const { status, stdout, stderr } = spawnSync("ssh", ["-F", config, node, ...command], outputKept);
        print(context, { json: { node, command, exitStatus: status, stdout, stderr }, text: stdout });
        process.exitCode = status ?? 1;
        return;
      }
      const { status } = spawnSync("ssh", ["-F", config, node, ...command], { stdio: "inherit" });
      if (status === sshFailed && stack.cluster.nodesFrom === "inventory")
        process.stderr.write(`${hostKeyHint(node, stack.inventoryFile)}\n`);
      process.exitCode = status ?? 1;
    });
};

import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheFolder } from "../../lib/paths.ts";
import { completeSecrets } from "../../lib/secrets/complete-secrets.ts";
import { nodeAccesses } from "../../lib/ssh/node-accesses.ts";
import { socketFolder } from "../../lib/ssh/write-ssh-files.ts";
import type { BenchStack } from "./load-bench-stack.ts";
import { findTool, type ToolName } from "../../lib/toolchain/rows/table.ts";
import { toolFolder } from "../../lib/toolchain/installed/tool-folder.ts";
import { runTimed, type TimedRun } from "../measure/run-timed.ts";
import { ansibleInventory, type AnsibleProgram } from "./ansible-inventory.ts";
import { assertNothingChanged } from "./ansible-recap.ts";
import { installAnsible } from "./install-ansible.ts";
import { nodePrograms } from "./node-programs.ts";
import type { Side, SideContext } from "./side.ts";

const folder = join(import.meta.dirname, "ansible");

/** ansible-core with the playbook beside this file. What it is given before its clock starts is in the page of results. */
export const ansibleSide: Side = {
  tool: "ansible",
  async prepare({ stack, log, signal }) {
    await installAnsible(log, signal);
    const programs = Object.fromEntries(
      await Promise.all(nodePrograms.map(async (name) => [name, await packProgram(name)] as const)),
    );
    const secrets = await completeSecrets(stack.cluster, {}, stack.secretDeclarations);
    const accesses = nodeAccesses(stack.cluster, stack.folder);
    const inventory = ansibleInventory({ stack, accesses, programs });
    writeFileSync(inventoryFile(stack), JSON.stringify(inventory, undefined, 2));
    writeFileSync(secretsFile(stack), JSON.stringify({ secrets }), { mode: 0o600 });
    await log.step("python3-apt on Ansible's nodes", () =>
      Promise.all(accesses.map(({ name }) => addPythonApt(stack, name))),
    );
    return secrets;
  },
  async first(context) {
    return (await play(context)).seconds;
  },
  async second(context) {
    const { stdout, seconds } = await play(context);
    assertNothingChanged(stdout, context.stack.cluster.nodes.length);
    return { playbook: seconds };
  },
};

const inventoryFile = (stack: BenchStack): string => join(stack.folder, "ansible-inventory.json");
const secretsFile = (stack: BenchStack): string => join(stack.folder, "ansible-secrets.json");

async function play({ stack, log, signal }: SideContext): Promise<TimedRun> {
  const program = await installAnsible(log, signal);
  const run = await runTimed(
    [program, "--inventory", inventoryFile(stack), "--extra-vars", `@${secretsFile(stack)}`, "site.yaml"],
    {
      cwd: folder,
      environment: {
        ANSIBLE_CONFIG: join(folder, "ansible.cfg"),
        // The sockets of Hearth's own connections: ended with the stack.
        ANSIBLE_SSH_CONTROL_PATH_DIR: socketFolder(stack.folder),
        ANSIBLE_SSH_CONTROL_PATH: "%(directory)s/%%C",
        ANSIBLE_LOCAL_TEMP: join(stack.folder, "ansible"),
        LC_ALL: "C.UTF-8",
      },
      signal,
    },
  );
  log.detail(run.stdout);
  return run;
}

/** Ansible's `unarchive` wants an archive: made once, outside of the time that is taken. */
async function packProgram(name: ToolName): Promise<AnsibleProgram> {
  const { version, provides } = findTool(name);
  const archives = join(cacheFolder, "bench");
  const archive = join(archives, `${name}-${version}.tar`);
  mkdirSync(archives, { recursive: true });
  const source = toolFolder(name);
  await runTimed(["tar", "-C", source, "--transform", `s|^|${name}-${version}/|`, "-cf", archive, "bin"]);
  return { version, archive, links: provides.filter((path) => path.startsWith("bin/")).map((path) => basename(path)) };
}

/** The apt module cannot do without it and would fetch it itself; Debian's ordinary installation has it. */
async function addPythonApt(stack: BenchStack, node: string): Promise<void> {
  const command =
    "sudo -n sh -c 'apt-get -qq update && apt-get -qq -y install --no-install-recommends python3-apt && rm -rf /var/lib/apt/lists/* && touch -d 2000-01-01 /var/lib/apt/lists'";
  await runTimed(["ssh", "-F", join(stack.folder, "ssh_config"), node, command]);
}

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { replaceFile } from "@hearth/kernel/replace-file.ts";
import { addNode, nodeEntry, type NewNode } from "../../config/add-node.ts";
import { loadCluster } from "../../config/load-cluster.ts";
import { loadDefinitions } from "../../jobs/load-definitions.ts";
import { root } from "../../paths.ts";
import { fingerprint } from "../../ssh/fingerprint.ts";
import { runScript } from "../../ssh/run-script.ts";
import { scanHostKey } from "../../ssh/scan-host-key.ts";
import type { NodeAccess } from "../../ssh/node-access.ts";
import { shellFailure, sshFailure } from "../../ssh/ssh-failure.ts";
import { socketFolder, writeSshFiles } from "../../ssh/write-ssh-files.ts";
import { stackCommand } from "../../stack-command.ts";
import { inventoryFileOf } from "../../stack/load-stack.ts";
import { confirm } from "../confirm.ts";
import { makeContext, print } from "../context.ts";

interface AddOptions {
  readonly name?: string;
  readonly user?: string;
  readonly port: string;
  readonly fingerprint?: string;
}

/** `hearth node add`. */
export function registerNodeAdd(program: Command, node: Command, signal: AbortSignal): void {
  node
    .command("add")
    .argument("<address>", "host name or IP address of the machine")
    .option("--name <name>", "its name in the cluster; by default its host name")
    .option("--user <user>", "user to log in as; by default the inventory's")
    .option("--port <port>", "port of its SSH server", "22")
    .option("--fingerprint <fingerprint>", "the SHA256 fingerprint of its host key, so that nothing is asked")
    .description("pin a machine's host key, and add it to the inventory; changes nothing on the machine")
    .addHelpText(
      "after",
      "\nRead the fingerprint on the machine itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\n\nExample:\n  hearth --stack house node add 192.0.2.14 --name n4",
    )
    .action(async (address: string, options: AddOptions) => {
      const context = makeContext(program.opts(), signal);
      const file = inventoryFileOf(context.stack);
      const { declared } = await loadDefinitions();
      const cluster = loadCluster(file, { declared });
      const port = Number(options.port);
      const hostKey = await scanHostKey(address, port, { signal });
      await compare({ address, hostKey }, options.fingerprint, signal);
      // The others' login is the best guess for the new one.
      const { user = "root", identityFile } = cluster.nodes[0]?.ssh ?? {};
      const access = { name: "machine", address, port, user: options.user ?? user, hostKey };
      const told = await ask({ ...access, ...defined({ identityFile }) }, signal);
      const entry: NewNode = {
        name: options.name ?? told.name,
        address,
        hostKey,
        ...defined({
          user: options.user,
          port: port === 22 ? undefined : port,
          architecture: told.architecture,
        }),
      };
      const text = addNode(readFileSync(file, "utf8"), entry);
      if (text === undefined) {
        throw new HearthError({
          code: "CONFIG_UNREADABLE",
          at: relative(root, file),
          message: "`nodes` is not a list with an item a line, so nothing was added",
          hint: `Add it yourself:\n${nodeEntry(entry).join("\n")}`,
        });
      }
      const before = readFileSync(file, "utf8");
      replaceFile(file, text, { mode: 0o644 });
      try {
        loadCluster(file, { declared });
      } catch (thrown) {
        replaceFile(file, before, { mode: 0o644 });
        throw thrown;
      }
      print(context, {
        json: { added: entry, file },
        text: [
          `added ${entry.name} to ${relative(root, file)}:`,
          ...nodeEntry(entry),
          `next: \`${stackCommand(context.stack, "preflight")}\``,
        ].join("\n"),
      });
    });
}

/** A key from the network is trusted only once it has been compared with the machine. */
async function compare(
  { address, hostKey }: Pick<NodeAccess, "address" | "hostKey">,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const seen = fingerprint(hostKey);
  if (wanted !== undefined) {
    if (wanted === seen) return;
    throw new HearthError({
      code: "HOST_KEY_MISMATCH",
      at: address,
      message: `the machine at ${address} shows ${seen}`,
      hint: "Compare it again on the machine itself; if it differs there too, another machine answers at that address.",
    });
  }
  if (!process.stdin.isTTY) {
    throw new HearthError({
      code: "NOT_CONFIRMED",
      at: address,
      message: "there is no terminal to ask on whether the host key is the machine's",
      hint: "Give the fingerprint that you read on the machine itself with `--fingerprint`.",
    });
  }
  process.stderr.write(
    [
      `The machine at ${address} shows this host key:`,
      `  ${hostKey.split(" ")[0] ?? ""} ${seen}`,
      "Compare it with what the machine itself says: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
      "",
    ].join("\n"),
  );
  await confirm({ word: "same", yes: false }, undefined, signal);
}

interface Told {
  readonly name: string;
  readonly architecture?: "amd64" | "arm64";
}

/** Its host name and processor; throws if it does not let us in, since nothing else would work then either. */
async function ask(access: NodeAccess, signal: AbortSignal): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-node-"));
  try {
    const sshConfigFile = writeSshFiles(folder, [access]);
    const script = 'echo\nprintf \'machine %s %s\\n\' "$(uname -n)" "$(uname -m)"\n';
    const run = await runScript({ sshConfigFile, node: access.name, command: "sh -s", script, signal });
    const [, host = "", machine = ""] = /^machine (\S+) (\S+)$/m.exec(run.stdout) ?? [];
    if (host === "") throw run.exitCode === 255 ? sshFailure(access.address, run) : shellFailure(access.address, run);
    const architecture: Told["architecture"] | undefined =
      machine === "x86_64" ? "amd64" : machine === "aarch64" ? "arm64" : undefined;
    return { name: host.split(".")[0]?.toLowerCase() ?? host, ...defined({ architecture }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    // The sockets' folder is outside; no connection was shared.
    rmSync(socketFolder(folder), { recursive: true, force: true });
  }
}

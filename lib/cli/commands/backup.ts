import { count } from "@hearth/kernel/count.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { table } from "@hearth/kernel/table.ts";
import { chooseBackups, requireBackup, type BackupChoice } from "../../backup/backup-plan.ts";
import { gatherController, layOutController, openController, sealController } from "../../backup/controller-copy.ts";
import { listCopies, readAllResults, runUnits } from "../../backup/make-backups.ts";
import { ageOf, formatResults } from "../../backup/results.ts";
import type { RunOnNode } from "../../backup/run-on-node.ts";
import { sendControllerCopy } from "../../backup/send-controller-copy.ts";
import { root } from "../../paths.ts";
import { backupPassword } from "../../secrets/backup-secrets.ts";
import { controllerPaths } from "../../stack/backup-scene.ts";
import { fetchControllerCopy } from "../../stack/fetch-controller-copy.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { chosen, keyOf, openBackup as open } from "../backup/open-backup.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { readSecret } from "../read-secret.ts";

export const register: RegisterCommand = (program, signal) => {
  const backup = program
    .command("backup")
    .description(
      "copy the machines' data to where the inventory says, and see what there is; `hearth restore` brings it back",
    );

  const now = backup.command("now");
  now
    .argument("[names...]", "machines, jobs or roles; all if none is named")
    .description("back up now, and wait until it is done")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth backup now\n  hearth backup now home-assistant\n  hearth backup now n2\nExit status: 0 all is backed up, 2 something failed.",
    )
    .action(async (names: readonly string[]) => {
      const opened = await open(program, signal);
      const { context, run, stack } = opened;
      const choice = chosen(now, opened, names);
      if ([...choice.values()].flat().includes("controller")) {
        await context.log.step("this computer's files", () => sendController(stack, { context, run, choice }));
      }
      const results = await context.log.step("backup", () =>
        runUnits(run, "backup", { choice, isAll: names.length === 0 }),
      );
      print(context, { json: { results }, text: formatResults(results, context) });
      if (results.some(({ state }) => state === "failed")) process.exitCode = exitCodes.differs;
    });

  const list = backup.command("list");
  list
    .argument("[names...]", "machines, jobs or roles; all if none is named")
    .description("list the copies that there are, newest first")
    .addHelpText("after", "\nExamples:\n  hearth backup list\n  hearth backup list home-assistant --json")
    .action(async (names: readonly string[]) => {
      const opened = await open(program, signal);
      const { context, run } = opened;
      const copies = await context.log.step("read", () => listCopies(run, chosen(list, opened, names)));
      const at = new Date();
      const sorted = copies.toSorted((one, other) => other.time.localeCompare(one.time));
      const rows = sorted.map(({ source, node, time, id }) => [source, node, time, ageOf(time, at), id]);
      print(context, {
        json: { copies: sorted },
        text:
          rows.length === 0 ? "there is no backup yet" : table(["WHAT", "NODE", "TIME", "AGE", "COPY"], rows, context),
      });
    });

  backup
    .command("status")
    .description("show what came of each backup and drill last")
    .addHelpText("after", "\nExample:\n  hearth backup status\nExit status: 0 all is well, 2 something failed.")
    .action(async () => {
      const opened = await open(program, signal);
      const { context, run, scene } = opened;
      const results = await context.log.step("read", () => readAllResults(run, chooseBackups(scene, [])));
      print(context, { json: { results }, text: formatResults(results, context) });
      if (results.some(({ state }) => state === "failed")) process.exitCode = exitCodes.differs;
    });

  const recover = backup.command("recover");
  recover
    .argument(
      "<repository>",
      "address of a server's repository, as restic writes it; its last part is the machine's name",
    )
    .option("--node <name>", "the machine, where the address ends otherwise")
    .description("bring the files of a lost computer back into this checkout; asks for the key")
    .addHelpText(
      "after",
      "\nrestic has to be installed, and takes what opens the place from the environment. The key is read from the terminal or stdin." +
        "\n\nExamples:\n  hearth backup recover /media/disk/n1\n  hearth backup recover s3:https://s3.example/house/n1 <key.txt",
    )
    .action(async (repository: string, { node }: { readonly node?: string }) => {
      const context = makeContext(program.opts(), signal);
      const name = node ?? repository.replace(/\/+$/, "").split(/[/:]/).at(-1) ?? "";
      if (!/^[a-z][a-z0-9-]*$/.test(name)) {
        recover.error(`error: ${repository} does not end in a machine's name; give it with --node`, {
          exitCode: exitCodes.usage,
        });
      }
      const key = await readSecret("key of the backups (not shown): ");
      const sealed = await context.log.step("fetch", () =>
        fetchControllerCopy(repository, { password: backupPassword(key, name), signal }),
      );
      const copy = openController(sealed, key);
      const files = layOutController(copy, root);
      print(context, {
        json: { stack: copy.stack, made: copy.made, files },
        text: `${copy.stack}: ${count(files.length, "file")} of ${copy.made} are back; next: docs/how-to/house-burned-down.md`,
      });
    });

  backup
    .command("key")
    .description("print the key that opens every backup of this stack: keep it outside this house")
    .addHelpText(
      "after",
      "\nExample:\n  hearth backup key\nWhoever has the key and the backups can read all of them. Without it they are lost.",
    )
    .action(async () => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      requireBackup(stack);
      await installTools(["pulumi"], { log: context.log, signal });
      const key = await keyOf(context);
      print(context, { json: { key }, text: key });
    });
};

interface Sending {
  readonly context: Context;
  readonly run: RunOnNode;
  readonly choice: BackupChoice;
}

async function sendController(stack: Stack, { context, run, choice }: Sending): Promise<void> {
  await installTools(["pulumi"], { log: context.log, signal: context.signal });
  const copy = gatherController({ stack: stack.name, root, paths: controllerPaths(stack) });
  await sendControllerCopy(run, sealController(copy, await keyOf(context)), choice);
}

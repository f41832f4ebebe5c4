import type { VaultState } from "@hearth/contracts/memory/backup-record.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Command } from "commander";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { formatVault } from "../../memory/format-vault.ts";
import { makeBackup } from "../../memory/make-backup.ts";
import { restoreBackup } from "../../memory/restore-backup.ts";
import { connectVault } from "../../memory/connect-vault.ts";
import { confirm } from "../confirm.ts";
import { print } from "../context.ts";
import { addRemovalOptions, type RemovalOptions } from "../removal-options.ts";
import type { Open } from "./open.ts";

/** `hearth memory backup`, `backups` and `restore`. */
export function backups(command: Command, open: Open): void {
  command
    .command("backup")
    .description("make a backup now, and wait until another node has stored it")
    .addHelpText("after", "\nExample:\n  hearth memory backup")
    .action(async () => {
      const context = await open();
      const record = await context.log.step("backup", () => makeBackup(context));
      print(context, { json: record, text: `stored as ${record.id}, ${record.bytes} bytes` });
    });

  command
    .command("backups")
    .description("list the backups, and past restores with what each one lost")
    .addHelpText("after", "\nExample:\n  hearth memory backups")
    .action(async () => {
      const context = await open();
      const state = await (await connectVault(context.folder)).state();
      print(context, { json: state, text: formatVault(state) });
    });

  addRemovalOptions(command.command("restore"))
    .argument("<id>", "a backup ID from `hearth memory backups`")
    .description("restore a backup; the present data is set aside on its node")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth memory restore 3-20261121T164010123Z --dry-run\n  hearth memory restore 3-20261121T164010123Z",
    )
    .action(async (id: string, { yes = false, dryRun = false }: RemovalOptions) => {
      const context = await open();
      requireBackup(id, await (await connectVault(context.folder)).state());
      const text = [
        `Restoring the backup ${id} replaces everything that the memory service has.`,
        "What was saved since that backup is no longer found.",
        "It keeps the present data on its node, in /srv/hearth/volumes/memory/set-aside.",
      ].join("\n");
      if (dryRun) {
        print(context, { json: { id, done: false }, text });
        return;
      }
      context.log.info(text);
      // The present data is kept, so a script may do it without --yes.
      await confirm({ word: context.stack, yes }, undefined, context.signal);
      const beginning = await context.log.step("restore", () => restoreBackup(id, context));
      print(context, { json: beginning, text: `restored from ${id}` });
    });
}

/** Throws API_REFUSED if the vault has no such backup. */
export function requireBackup(id: string, { backups }: Pick<VaultState, "backups">): void {
  const known = backups.map((backup) => backup.id);
  if (known.includes(id)) return;
  throw new HearthError({
    code: "API_REFUSED",
    message: `there is no backup ${id}; ${suggestion(id, known)}`,
    hint: "List the backups with `hearth memory backups`.",
  });
}

import type { Command } from "commander";
import { formatVault } from "../../memory/format-vault.ts";
import { makeBackup } from "../../memory/make-backup.ts";
import { restoreBackup } from "../../memory/restore-backup.ts";
import { connectVault } from "../../memory/connect-vault.ts";
import { print } from "../context.ts";
import type { Open } from "./open.ts";

/** `hearth memory backup`, `backups` and `restore`. */
export function backups(command: Command, open: Open): void {
  command
    .command("backup")
    .description("make a backup now, and wait until another node has stored it")
    .action(async () => {
      const context = await open();
      const record = await context.log.step("backup", () => makeBackup(context));
      print(context, { json: record, text: `stored as ${record.id}, ${record.bytes} bytes` });
    });

  command
    .command("backups")
    .description("list the backups, and past restores with what each one lost")
    .action(async () => {
      const context = await open();
      const state = await (await connectVault(context.folder)).state();
      print(context, { json: state, text: formatVault(state) });
    });

  command
    .command("restore")
    .argument("<id>", "a backup ID from `hearth memory backups`")
    .description("restore a backup; the present data is set aside on its node")
    .addHelpText("after", "\nExample:\n  hearth memory restore 3-20261121T164010123Z")
    .action(async (id: string) => {
      const context = await open();
      const beginning = await context.log.step("restore", () => restoreBackup(id, context));
      print(context, { json: beginning, text: `restored from ${id}` });
    });
}

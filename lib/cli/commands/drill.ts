import { exitCodes } from "@hearth/kernel/error-table.ts";
import { runUnits } from "../../backup/make-backups.ts";
import { formatResults } from "../../backup/results.ts";
import { chosen, openBackup } from "../backup/open-backup.ts";
import { print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

export const register: RegisterCommand = (program, signal) => {
  const drill = program.command("drill");
  drill
    .argument("[names...]", "machines, jobs or roles; all if none is named")
    .description(
      "restore the newest backups into a scratch folder, check that programs could start from them, and remove it again",
    )
    .addHelpText(
      "after",
      "\nNothing that runs is touched. Each machine does it by itself too, as `backup.drill` of the inventory says." +
        "\n\nExamples:\n  hearth drill\n  hearth drill home-assistant\nExit status: 0 all could be restored, 2 something could not.",
    )
    .action(async (names: readonly string[]) => {
      const opened = await openBackup(program, signal);
      const { context, run } = opened;
      const choice = chosen(drill, opened, names);
      const results = await context.log.step("drill", () =>
        runUnits(run, "drill", { choice, isAll: names.length === 0 }),
      );
      print(context, { json: { results }, text: formatResults(results, context) });
      if (results.some(({ state }) => state === "failed")) process.exitCode = exitCodes.differs;
    });
};

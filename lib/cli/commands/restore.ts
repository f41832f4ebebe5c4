import { table } from "@hearth/kernel/table.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { listCopies } from "../../backup/make-backups.ts";
import { ageOf } from "../../backup/results.ts";
import { restoreFolder, restoreKeys, type RestoreTools } from "../../backup/restore-copy.ts";
import { planRestore, type Restore } from "../../backup/restore-plan.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { stackStatusReader } from "../../stack/stack-status-reader.ts";
import { chosen, openBackup, type OpenedBackup } from "../backup/open-backup.ts";
import { confirm } from "../confirm.ts";
import { print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { parse, pastMoment } from "../options.ts";
import { addRemovalOptions, type RemovalOptions } from "../removal-options.ts";

interface RestoreOptions extends RemovalOptions {
  readonly at?: Date;
}

/** Home Assistant takes minutes to start. */
const healthyLimitMs = 600_000;

export const register: RegisterCommand = (program, signal) => {
  const restore = addRemovalOptions(program.command("restore"));
  restore
    .argument("<names...>", "machines, jobs or roles, or `all`")
    .option(
      "--at <when>",
      "the newest copy that is not newer, such as 2026-11-30 or 3d (three days ago)",
      parse(pastMoment),
    )
    .description("put a backup in the place of what is there; a job is stopped meanwhile, and started again")
    .addHelpText(
      "after",
      "\nIt asks for the stack's name. A copy is fetched and checked before anything is stopped; if the job is not healthy with it, the" +
        " former data come back.\n\nExamples:\n  hearth restore home-assistant --dry-run\n  hearth restore home-assistant --at 2026-11-30\n  hearth restore all",
    )
    .action(async (names: readonly string[], { at, yes = false, dryRun = false }: RestoreOptions) => {
      const opened = await openBackup(program, signal);
      const { context, run, scene } = opened;
      const choice = chosen(restore, opened, names);
      const copies = await context.log.step("read", () => listCopies(run, choice));
      const plan = planRestore(scene, { copies, choice, names, ...(at !== undefined && { moment: at }) });
      const json = plan.map(({ copy }) => copy);
      const text = formatPlan(plan, context.width);
      if (dryRun) {
        print(context, { json: { restores: json, done: false }, text });
        return;
      }
      context.log.info(text);
      await confirm({ word: context.stack, yes }, undefined, signal);
      const tools = toolsOf(opened, signal);
      for (const { copy, source } of plan) {
        if (source === undefined) await context.log.step("consul: keys", () => restoreKeys(copy, tools));
        else await restoreFolder(copy, source, tools);
      }
      print(context, {
        json: { restores: json, done: true },
        text: `restored: ${plan.map(({ copy }) => copy.source).join(", ")}`,
      });
    });
};

function formatPlan(plan: readonly Restore[], width: number): string {
  const now = new Date();
  const rows = plan.map(({ copy, source }) => [
    copy.source,
    copy.node,
    copy.time,
    ageOf(copy.time, now),
    copy.id,
    source?.folder ?? "its keys",
  ]);
  return [
    table(["WHAT", "NODE", "FROM", "AGE", "COPY", "REPLACES"], rows, { width }),
    "What was written there since then is lost.",
  ].join("\n");
}

function toolsOf({ context, stack, run }: OpenedBackup, signal: AbortSignal): RestoreTools {
  const { nomad, consul } = connectCluster(context.folder, { signal });
  const status = stackStatusReader(stack);
  const untilHealthy = (job: string): Promise<void> => {
    const hint = `Read what keeps it back with \`hearth why ${job}\`.`;
    return waitFor(
      { what: `${job} to be healthy`, limitMs: healthyLimitMs, intervalMs: 1_000, signal, hint },
      async () => {
        const found = (await status(signal)).status.jobs.find(({ name }) => name === job);
        return found?.healthy === true ? ready(undefined) : notYet("it is not healthy yet");
      },
    );
  };
  return { run, nomad, kv: consul.kv, untilHealthy, log: context.log, signal };
}

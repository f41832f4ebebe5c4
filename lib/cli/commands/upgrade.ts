import { count } from "@hearth/kernel/count.ts";
import { formatElapsed } from "@hearth/kernel/units.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { stackCommand } from "../../stack-command.ts";
import { isFresh } from "../../stack/preview-fresh.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { planUpgrade, upgradeNodes, type UpgradePlan } from "../../stack/upgrade/upgrade-stack.ts";
import { formatStamp } from "../../stack/version-stamp.ts";
import { formatStatus } from "../../status/format-status.ts";
import { installTools } from "../../toolchain/install/install-tools.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { goTheWholeWay, summary } from "./up.ts";

interface Options {
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly back?: boolean;
}

export const register: RegisterCommand = (program, signal) => {
  const upgrade = program.command("upgrade");
  upgrade
    .description("move a running cluster to the Hearth of this checkout, one machine at a time")
    .option("--dry-run", "print what would change, and in which order, and do nothing")
    .option("--resume", "go on with an upgrade that was cut off or failed")
    .option("--back", "allow former versions: in the checkout of the former Hearth, go back to it")
    .addHelpText(
      "after",
      "\nServers of Nomad and Consul come first, their leaders last of them; after each machine, servers and jobs have to be well.\n" +
        "Jobs follow when every machine is done. docs/how-to/update-hearth.md says what may not go back.\n\n" +
        "Examples:\n  git pull\n  hearth upgrade --dry-run\n  hearth upgrade",
    )
    .action(async ({ dryRun = false, resume = false, back = false }: Options) => {
      const start = performance.now();
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      if (isFresh(stack)) {
        const command = `\`${stackCommand(context.stack, "up")}\``;
        upgrade.error(`error: nothing of this stack exists yet; make it with ${command}`, {
          exitCode: exitCodes.usage,
        });
      }
      await installTools(["pulumi"], context);
      const options = { ...context, resume, back };
      const plan = await planUpgrade(stack, options);
      if (dryRun) {
        print(context, { json: { dryRun: true, ...plan }, text: formatPlan(plan).join("\n") });
        return;
      }
      for (const line of formatPlan(plan)) context.log.info(line);
      await upgradeNodes(stack, plan, options);
      const { changes, report, answer } = await goTheWholeWay(await loadStack(context.stack), context, false);
      const elapsedMs = performance.now() - start;
      print(context, {
        json: {
          dryRun: false,
          ...plan,
          changes,
          status: report.status,
          answer,
          seconds: Math.round(elapsedMs / 100) / 10,
        },
        text: [
          formatStatus(report),
          `on Hearth ${formatStamp(plan.to)}; machines: ${plan.order.map(({ node }) => node).join(", ") || "none"}; then ${summary(changes)}; in ${formatElapsed(elapsedMs)}`,
        ].join("\n"),
      });
    });
};

export function formatPlan({ from, to, programs, order, jobs, notes }: UpgradePlan): readonly string[] {
  return [
    `${from === undefined ? "an earlier Hearth" : `Hearth ${formatStamp(from)}`} → Hearth ${formatStamp(to)}`,
    ...programs.map((change) => `${change.program} ${change.from} → ${change.to} on ${change.nodes.join(", ")}`),
    ...order.map(
      ({ node, units }, index) => `${index + 1}. ${node}: ${count(units.length, "unit")}, ${units.join(", ")}`,
    ),
    ...(order.length === 0 ? ["nothing changes on the machines"] : []),
    ...(jobs.length === 0 ? [] : [`then the jobs ${jobs.map((job) => job.slice("job/".length)).join(", ")}`]),
    ...notes.map((note) => `may not go back: ${note}`),
  ];
}

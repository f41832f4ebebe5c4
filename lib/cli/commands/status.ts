import { setTimeout as pause } from "node:timers/promises";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { askService } from "../../cluster/ask-service.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { statusWithMoved } from "../../stack/find-moved.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { stackStatusReader } from "../../stack/stack-status-reader.ts";
import { formatAttention, type Attention } from "../../status/attention.ts";
import { formatStatus } from "../../status/format-status.ts";
import { readAttention } from "../../status/read-attention.ts";
import type { StatusReport } from "../../status/status.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

interface Options {
  readonly watch?: boolean;
  readonly alerts?: boolean;
}

const everyMs = 5_000;

export const register: RegisterCommand = (program, signal) => {
  program
    .command("status")
    .option("-w, --watch", "go on, with a new look every five seconds, until Ctrl-C")
    .option("--alerts", "also exit with 2 while an alert fires")
    .description("show whether every node is ready and every job healthy, and what needs a person")
    .addHelpText(
      "after",
      "\nExamples:\n  hearth status\n  hearth status --watch\n  hearth status --json\n" +
        "Exit status: 0 healthy, 2 not, 1 the status could not be read. An alert that fires changes it only with --alerts.",
    )
    .action(async ({ watch = false, alerts = false }: Options) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      reachCluster(stack);
      const look = lookAt(stack, context);
      const hasBackup = stack.cluster.backup !== undefined;
      if (watch) {
        await keepLooking(look, context, hasBackup);
        return;
      }
      const first = await look();
      const seen = { ...first, report: await statusWithMoved(first.report, stack, context) };
      show(seen, context, hasBackup);
      if (!seen.report.status.healthy || (alerts && seen.attention.alerts.length > 0)) {
        process.exitCode = exitCodes.differs;
      }
    });
};

interface Sight {
  readonly report: StatusReport;
  readonly attention: Attention;
}

/** Nodes, Nomad and Consul are asked while Prometheus is, whose silence must not hide what they say. */
function lookAt(stack: Stack, { signal }: Context): () => Promise<Sight> {
  const readStatus = stackStatusReader(stack);
  const connection = connectCluster(stack.folder);
  const get = (path: string): Promise<unknown> => askService(connection, "prometheus", { path, signal });
  return async () => {
    const [report, attention] = await Promise.all([readStatus(signal), readAttention(get)]);
    return { report, attention };
  };
}

function show({ report, attention }: Sight, context: Context, hasBackup: boolean): void {
  const noBackup = hasBackup ? "" : "\nno backup: nothing copies the machines' data; see docs/how-to/back-up.md";
  print(context, {
    json: { ...report.status, attention, backup: hasBackup },
    text: `${formatStatus(report)}\n${formatAttention(attention)}${noBackup}`,
  });
}

async function keepLooking(look: () => Promise<Sight>, context: Context, hasBackup: boolean): Promise<void> {
  while (!context.signal.aborted) {
    const seen = await look().catch((thrown: unknown) => {
      // Ctrl-C is how it ends.
      if (!context.signal.aborted) throw thrown;
      return undefined;
    });
    if (seen === undefined) return;
    if (process.stdout.isTTY && !context.json) process.stdout.write("\u001b[H\u001b[2J");
    show(seen, context, hasBackup);
    await pause(everyMs, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

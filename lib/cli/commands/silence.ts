import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { askService } from "../../cluster/ask-service.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { endSilences, silence, type AskAlertmanager, type Silenced } from "../../cluster/silences.ts";
import { suggestion } from "../../config/shape/nearest-name.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { findJob } from "../logs/find-source.ts";
import { duration, parse } from "../options.ts";

interface Options {
  readonly for?: number;
  readonly end?: boolean;
  readonly because: string;
}

const usualMs = 3_600_000;

export const register: RegisterCommand = (program, signal) => {
  const command = program.command("silence");
  command
    .argument("<name>", "a node or a job")
    .option("--for <time>", "how long, such as 30m or 2h (default: 1h)", parse(duration))
    .option("--because <text>", "why, for whoever asks Alertmanager", "work on it")
    .option("--end", "send messages again")
    .description("send no messages about a node or job while you work on it")
    .addHelpText(
      "after",
      "\nAlerts go on firing, and `hearth status` goes on showing them.\n\nExamples:\n  hearth silence n2 --for 2h\n  hearth silence gateway --for 15m\n  hearth silence n2 --end",
    )
    .action(async (word: string, { for: forMs = usualMs, end = false, because }: Options) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const found = findSilenced(word, stack);
      if (typeof found === "string") return command.error(`error: ${found}`, { exitCode: exitCodes.usage });
      requireAlertmanager(stack);
      reachCluster(stack);
      const connection = connectCluster(context.folder);
      const ask: AskAlertmanager = (question) => askService(connection, "alertmanager", { ...question, signal });
      if (end) {
        const ended = await endSilences(ask, found);
        const text = ended === 0 ? `${found.value} was not silent` : `messages about ${found.value} are sent again`;
        print(context, { json: { ...found, ended }, text });
        return undefined;
      }
      const { endsAt } = await silence(ask, found, { forMs, comment: because });
      print(context, { json: { ...found, endsAt }, text: `no messages about ${found.value} until ${endsAt}` });
      return undefined;
    });
};

function findSilenced(word: string, { cluster, jobs }: Stack): Silenced | string {
  const nodes = cluster.nodes.map(({ name }) => name);
  if (nodes.includes(word)) return { label: "node", value: word };
  const ids = jobs.flatMap((job) => job.ids(cluster));
  const job = findJob(word, ids);
  return typeof job === "string"
    ? { label: "job", value: job }
    : `there is no node or job ${word}; ${suggestion(word, [...nodes, ...ids])}`;
}

function requireAlertmanager({ jobs }: Stack): void {
  if (jobs.some(({ name }) => name === "alertmanager")) return;
  throw new HearthError({
    code: "STATE_MISSING",
    message: "the inventory has no alertmanager, so nobody gets messages that could be silenced",
    hint: "To get messages, add `jobs: { alertmanager: {} }` to the inventory; docs/how-to/alerts.md says how.",
  });
}

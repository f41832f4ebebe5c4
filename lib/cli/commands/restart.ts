import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { stackStatusReader } from "../../stack/stack-status-reader.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { findJob } from "../logs/find-source.ts";
import { hasRestarted, newestEvent } from "../logs/has-restarted.ts";

/** A large model takes minutes to load. */
const limitMs = 600_000;

export const register: RegisterCommand = (program, signal) => {
  const restart = program.command("restart");
  restart
    .argument("<job>", "a job or an expert")
    .description("restart a job where it runs, and wait until it is healthy; running requests are cut off")
    .addHelpText("after", "\nExamples:\n  hearth restart gateway\n  hearth restart chat")
    .action(async (word: string) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const job = findJob(
        word,
        stack.jobs.flatMap((known) => known.ids(stack.cluster)),
      );
      if (typeof job !== "string") return restart.error(`error: ${job.problem}`, { exitCode: exitCodes.usage });
      reachCluster(stack);
      const { nomad } = connectCluster(context.folder);
      const running = (await nomad.allocations(job)).filter(({ ClientStatus }) => ClientStatus === "running");
      if (running.length === 0) {
        throw new HearthError({
          code: "UNHEALTHY",
          message: `the job ${job} does not run, so it cannot be restarted`,
          hint: `See what keeps it back with \`hearth why ${word}\`; \`hearth up\` starts what is missing.`,
        });
      }
      const before = new Map(running.map((allocation) => [allocation.ID, newestEvent(allocation)]));
      await context.log.step(`restart ${job}`, async (progress) => {
        for (const { ID } of running) await nomad.restart(ID);
        const status = stackStatusReader(stack);
        const hint = `Read what keeps it back with \`hearth why ${word}\`.`;
        await waitFor({ what: `${job} to be healthy`, limitMs, intervalMs: 1_000, signal, hint }, async () => {
          const now = await nomad.allocations(job);
          if (!hasRestarted(now, before)) return notYet("it has not started again yet");
          const found = (await status(signal)).status.jobs.find(({ name }) => name === job);
          progress(found?.node ?? "");
          return found?.healthy === true ? ready(undefined) : notYet("it is not healthy yet");
        });
      });
      const nodes = running.map(({ NodeName }) => NodeName);
      print(context, { json: { job, nodes }, text: `${job}: restarted on ${nodes.join(", ")}` });
      return undefined;
    });
};

import { connectCluster } from "../../cluster/connect-cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { makeContext, print } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";

const lastBytes = 16_384;

export const register: RegisterCommand = (program, signal) => {
  program
    .command("logs")
    .argument("<job>", "a job of the cluster; see `hearth status`")
    .description("print the last lines of a job's newest allocation")
    .addHelpText("after", "\nExample:\n  hearth logs gateway")
    .action(async (job: string) => {
      const context = makeContext(program.opts(), signal);
      prepareSsh(await loadStack(context.stack));
      const { nomad } = connectCluster(context.folder);
      const [allocation] = await nomad.allocations(job);
      if (allocation === undefined) {
        throw new HearthError({
          code: "UNHEALTHY",
          message: `the job ${job} is not running on any node`,
          hint: "List the jobs with `hearth status`.",
        });
      }
      const logs = await Promise.all(
        Object.keys(allocation.TaskStates).flatMap((task) =>
          (["stdout", "stderr"] as const).map(async (stream) => ({
            task,
            stream,
            text: await nomad.logs({ allocation: allocation.ID, task, stream, lastBytes }),
          })),
        ),
      );
      const text = logs
        .filter((log) => log.text !== "")
        .map((log) => `── ${job} on ${allocation.NodeName}, ${log.task} ${log.stream}\n${log.text.trimEnd()}`);
      print(context, { json: logs, text: text.join("\n") });
    });
};

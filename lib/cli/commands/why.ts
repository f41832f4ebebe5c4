import { exitCodes } from "@hearth/kernel/error-table.ts";
import { connectCluster } from "../../cluster/connect-cluster.ts";
import { loadStack, type Stack } from "../../stack/load-stack.ts";
import { reachCluster } from "../../stack/reach-cluster.ts";
import { stackStatusReader } from "../../stack/stack-status-reader.ts";
import { makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { explainAllocation, tellingAllocation } from "../logs/explain-allocation.ts";
import { findSource } from "../logs/find-source.ts";
import { knownNames } from "../logs/known-names.ts";
import { selectLines, wholeLines } from "../logs/log-lines.ts";
import { readJournal } from "../logs/read-journal.ts";
import { readMachine } from "../machines/read-machine.ts";

export const register: RegisterCommand = (program, signal) => {
  const why = program.command("why");
  why
    .argument("<name>", "a job, an expert or a node")
    .description("explain the state of a job or a node: its last events, and the end of its log")
    .addHelpText("after", "\nExamples:\n  hearth why chat\n  hearth why n2")
    .action(async (name: string) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const source = findSource(name, { ...knownNames(stack), services: new Map() });
      if ("problem" in source) return why.error(`error: ${source.problem}`, { exitCode: exitCodes.usage });
      reachCluster(stack);
      const [report, lines] = await Promise.all([
        stackStatusReader(stack)(signal),
        source.kind === "job" ? explainJob(source.name, context) : explainNode(source.name, stack, context),
      ]);
      const problems = report.problems.filter((problem) => problem.includes(source.name));
      const verdict = problems.length === 0 ? [`${source.name} is healthy`] : problems;
      print(context, { json: { name: source.name, problems, lines }, text: [...verdict, "", ...lines].join("\n") });
      return undefined;
    });
};

const logBytes = 32_768;
const logLines = 15;

async function explainJob(job: string, context: Context): Promise<readonly string[]> {
  const { nomad } = connectCluster(context.folder);
  const [allocations, deployment] = await Promise.all([nomad.allocations(job), nomad.latestDeployment(job)]);
  const allocation = tellingAllocation(allocations);
  const deployed =
    deployment === undefined ? [] : [`last deployment: ${deployment.Status}, ${deployment.StatusDescription}`];
  if (allocation === undefined) return [...deployed, "it has not run on any node"];
  const logs = await Promise.all(
    Object.keys(allocation.TaskStates).flatMap((task) =>
      (["stdout", "stderr"] as const).map(async (stream) => {
        const text = await nomad.logs({ allocation: allocation.ID, task, stream, lastBytes: logBytes });
        const lines = selectLines(wholeLines(text, logBytes), { last: logLines });
        return lines.length === 0 ? [] : ["", `── ${task}, ${stream}`, ...lines.map((line) => line.text)];
      }),
    ),
  );
  return [...deployed, ...explainAllocation(allocation), ...logs.flat()];
}

async function explainNode(node: string, { folder }: Stack, context: Context): Promise<readonly string[]> {
  const machine = await readMachine(node, folder, context.signal);
  if (machine.problem !== undefined) return [machine.problem, "Check it with `hearth preflight`."];
  const journal: string[] = [];
  const { access } = connectCluster(folder);
  const query = { sshConfigFile: access.sshConfigFile, node, lines: 500, follow: false, signal: context.signal };
  const problem = await readJournal(query, (line) => journal.push(line));
  const errors = journal.filter((line) => /\b(?:error|failed|fatal|panic|denied|oom)\b/i.test(line)).slice(-logLines);
  const failed = machine.failedServices ?? [];
  return [
    failed.length === 0 ? "no service has failed" : `failed services: ${failed.join(", ")}`,
    ...(problem === undefined ? [] : [`its journal cannot be read: ${problem}`]),
    ...(errors.length === 0 ? [] : ["", "── errors in the last 500 lines of its journal", ...errors]),
  ];
}

import { setTimeout as sleep } from "node:timers/promises";
import { Option } from "commander";
import { defined } from "@hearth/kernel/defined.ts";
import { exitCodes } from "@hearth/kernel/error-table.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { connectCluster, type ClusterConnection } from "../../cluster/connect-cluster.ts";
import { loadStack } from "../../stack/load-stack.ts";
import { prepareSsh } from "../../stack/prepare-ssh.ts";
import { requireCluster } from "../../stack/unfinished-up.ts";
import { jsonLine, makeContext, print, type Context } from "../context.ts";
import type { RegisterCommand } from "../load-commands.ts";
import { findSource, type LogSource } from "../logs/find-source.ts";
import { knownNames } from "../logs/known-names.ts";
import { newLines, selectLines, wholeLines, type LogSelection } from "../logs/log-lines.ts";
import { readJournal } from "../logs/read-journal.ts";
import { parse, pastMoment, pattern, wholeNumber } from "../options.ts";

interface LogsOptions {
  readonly follow?: boolean;
  readonly lines: number;
  readonly since?: Date;
  readonly grep?: RegExp;
  readonly liveness?: boolean;
}

export const register: RegisterCommand = (program, signal) => {
  const logs = program.command("logs");
  logs
    .argument("<names...>", "jobs, experts, nodes, or services of nodes such as consul; see `hearth status`")
    .option("-f, --follow", "go on as new lines come, until Ctrl-C")
    .option("-n, --lines <count>", "how many lines of each at most", parse(wholeNumber(0, 100_000)), 100)
    .option("--since <when>", "only lines after a time ago such as 10m, or a date", parse(pastMoment))
    .addOption(
      new Option("--grep <pattern>", "only lines that match this regular expression").argParser(parse(pattern)),
    )
    .option("--liveness", "also show the checks that ask every few seconds whether a job is alive")
    .description("print the last lines of jobs, nodes or services")
    .addHelpText(
      "after",
      "\nTimes are of this computer. Programs such as llama-server write none, so --since leaves their lines in." +
        "\n\nExamples:\n  hearth logs gateway\n  hearth logs chat gateway -f\n  hearth logs n1 --since 10m\n  hearth logs consul -n 20 --grep error",
    )
    .action(async (names: readonly string[], options: LogsOptions) => {
      const context = makeContext(program.opts(), signal);
      const stack = await loadStack(context.stack);
      const known = knownNames(stack);
      const found = names.map((name) => findSource(name, known));
      const sources = found.flatMap((source): readonly LogSource[] => {
        if ("problem" in source) return logs.error(`error: ${source.problem}`, { exitCode: exitCodes.usage });
        return source.kind === "service" ? source.nodes.map((node) => ({ ...source, nodes: [node] })) : [source];
      });
      // The journal of a machine is worth reading also while the cluster is half made.
      if (sources.some(({ kind }) => kind === "job")) requireCluster(stack);
      prepareSsh(stack);
      await show(sources, options, context);
    });
};

async function show(sources: readonly LogSource[], options: LogsOptions, context: Context): Promise<void> {
  const connection = connectCluster(context.folder);
  if (options.follow === true) {
    const emit = (from: string, line: string): void =>
      void process.stdout.write(
        context.json ? `${jsonLine({ from, line })}\n` : sources.length > 1 ? `${from} | ${line}\n` : `${line}\n`,
      );
    await Promise.all(sources.map((source) => follow(source, { options, context, connection, emit })));
    return;
  }
  const logs = await Promise.all(sources.map((source) => readOnce(source, { options, context, connection })));
  const parts = logs.flat().filter(({ lines }) => lines.length > 0);
  print(context, {
    json: { logs: logs.flat() },
    text:
      parts.length === 0 ? "no lines" : parts.map(({ from, lines }) => [`── ${from}`, ...lines].join("\n")).join("\n"),
  });
}

interface Reading {
  readonly options: LogsOptions;
  readonly context: Context;
  readonly connection: ClusterConnection;
}

interface Log {
  readonly from: string;
  readonly lines: readonly string[];
}

const selectionOf = ({ since, grep, liveness }: LogsOptions): LogSelection => defined({ since, grep, liveness });

async function readOnce(source: LogSource, { options, context, connection }: Reading): Promise<readonly Log[]> {
  if (source.kind === "job") {
    const parts = await jobLogs(source.name, { lines: options.lines, connection });
    return parts.map(({ from, lines }) => ({
      from,
      lines: selectLines(lines, { ...selectionOf(options), last: options.lines }).map(({ text }) => text),
    }));
  }
  const lines: string[] = [];
  await journal(source, { options, context, connection }, (line) => lines.push(line));
  return [{ from: labelOf(source), lines }];
}

async function follow(
  source: LogSource,
  { emit, ...reading }: Reading & { readonly emit: (from: string, line: string) => void },
): Promise<void> {
  const { options, context } = reading;
  if (source.kind !== "job") {
    await journal(source, reading, (line) => emit(labelOf(source), line));
    return;
  }
  const seen = new Map<string, readonly string[]>();
  while (!context.signal.aborted) {
    for (const { from, lines } of await jobLogs(source.name, {
      lines: options.lines,
      connection: reading.connection,
    })) {
      const before = seen.get(from);
      const fresh = before === undefined ? lines : newLines(before, lines);
      const selection = { ...selectionOf(options), ...(before === undefined && { last: options.lines }) };
      for (const { text } of selectLines(fresh, selection)) emit(from, text);
      seen.set(from, lines);
    }
    await sleep(followEveryMs, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

const followEveryMs = 1_000;

/** Generous for a line of JSON; lines that are left out also count. */
const bytesOfLine = 600;
const smallest = 65_536;
const largest = 4_194_304;

async function jobLogs(
  job: string,
  { lines, connection: { nomad } }: { readonly lines: number; readonly connection: ClusterConnection },
): Promise<readonly Log[]> {
  const allocations = await nomad.allocations(job);
  const allocation = allocations.find(({ ClientStatus }) => ClientStatus === "running") ?? allocations[0];
  if (allocation === undefined) {
    throw new HearthError({
      code: "UNHEALTHY",
      message: `the job ${job} has not run on any node`,
      hint: `See what keeps it back with \`hearth why ${job}\`.`,
    });
  }
  const lastBytes = Math.min(largest, Math.max(smallest, 2 * lines * bytesOfLine));
  const tasks = Object.keys(allocation.TaskStates);
  return Promise.all(
    tasks.flatMap((task) =>
      (["stdout", "stderr"] as const).map(async (stream) => {
        const text = await nomad.logs({ allocation: allocation.ID, task, stream, lastBytes });
        const part = tasks.length > 1 ? `, ${task} ${stream}` : stream === "stderr" ? ", stderr" : "";
        return { from: `${job} on ${allocation.NodeName}${part}`, lines: wholeLines(text, lastBytes) };
      }),
    ),
  );
}

const labelOf = (source: LogSource): string =>
  source.kind === "service" ? `${source.name} on ${source.nodes[0] ?? ""}` : source.name;

async function journal(
  source: Exclude<LogSource, { kind: "job" }>,
  { options, context, connection }: Reading,
  onLine: (line: string) => void,
): Promise<void> {
  const node = source.kind === "service" ? (source.nodes[0] ?? "") : source.name;
  const problem = await readJournal(
    {
      sshConfigFile: connection.access.sshConfigFile,
      node,
      lines: options.lines,
      follow: options.follow ?? false,
      signal: context.signal,
      ...defined({ since: options.since, unit: source.kind === "service" ? source.name : undefined }),
    },
    (line) => {
      if (options.grep?.test(line) ?? true) onLine(line);
    },
  );
  if (problem === undefined) return;
  throw new HearthError({
    code: "NODE_UNREACHABLE",
    at: node,
    message: `its journal cannot be read: ${problem}`,
    hint: "Check the machines with `hearth preflight`.",
  });
}

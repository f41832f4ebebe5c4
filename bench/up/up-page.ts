import { machineSentence, type Machine } from "../measure/describe-machine.ts";
import { median } from "../measure/median.ts";
import { loadSentence } from "../report/load-sentence.ts";
import { markdownTable } from "../report/markdown-table.ts";
import type { UpRun, UpTime } from "./measure-up.ts";
import { phases } from "./read-phases.ts";

export interface UpResults {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly runs: readonly UpRun[];
}

const method = `## What was run

The stack is the lab's own inventory under another name: three virtual nodes (containers of \`lib/lab\`), all roles, all jobs, a chat
expert whose head is on n2 and whose worker is on n3, an embedding expert, gateway and Prometheus. Programs, models and the image of
the nodes are in the cache; \`hearth down\` has removed all else before the clock starts.

- **First up**: \`./hearth up\` from nothing, until it has printed the answer that came through the gateway.
- **Second up**: the same again at once. A run in which it changed something does not count: it ends the benchmark.
- **Pulumi alone**: \`pulumi up --yes --skip-preview\` with the environment of \`hearth env\`, right after.
- Phases are read from Hearth's log: *lab* until all nodes let us in over SSH (tools and depot are looked at meanwhile), *preparation*
  until Pulumi starts, *units* until the last machine is done, *jobs* until the last gate is open, *first token* with the status and the
  answer, until the command has ended.
`;

/** The page of results: figures, machine, method. */
export function upPage({ machine, versions, runs }: UpResults): string {
  const middle = (of: (run: UpRun) => number): string => median(runs.map(of)).toFixed(1);
  const row = (name: string, time: (run: UpRun) => UpTime, goal: string): readonly string[] => [
    name,
    middle((run) => time(run).seconds),
    ...phases.map((phase) => middle((run) => time(run).phases[phase])),
    goal,
  ];
  const rows = [
    row("First up", (run) => run.first, "< 120, aim 75"),
    row("Second up", (run) => run.second, "< 10"),
    ["Pulumi alone", middle((run) => run.pulumiSeconds), ...phases.map(() => ""), ""],
  ];
  const each = runs.map((run) => [
    String(run.repetition),
    run.first.seconds.toFixed(1),
    run.second.seconds.toFixed(1),
    run.pulumiSeconds.toFixed(1),
    run.loadBefore.toFixed(2),
    run.answer,
  ]);
  return [
    "# From nothing to the first token",
    "",
    `Wall seconds; ${runs.length === 1 ? "one run" : `median of ${runs.length} runs`}.`,
    "",
    markdownTable(["", "Whole", ...phases, "Goal"], rows),
    "",
    "![The phases as bars](up.svg)",
    "",
    `Measured on ${machineSentence(machine)} Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
    loadSentence(
      runs.map(({ loadBefore }) => loadBefore),
      machine.cores,
    ),
    "",
    method,
    "## Each run",
    "",
    markdownTable(["Run", "First up, s", "Second up, s", "Pulumi alone, s", "Load before", "Answer"], each),
    "",
  ].join("\n");
}

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

The stack is the lab's inventory under another name: three virtual nodes (containers of \`lib/lab\`), all roles, all jobs, a chat
expert with its head on n2 and its worker on n3, an embedding expert, gateway and Prometheus. Programs, models and the nodes' image are
in the cache; \`hearth down\` has removed everything else before the clock starts.

- **First up**: \`./hearth up\` from nothing, until it has printed the answer that came through the gateway.
- **Second up**: the same again, immediately. If it changes something, the benchmark fails. Nothing can have changed, so Pulumi is not
  started, and all of it is in *first token*.
- **Second up, --full**: once more, with Pulumi asked all the same.
- **Pulumi alone**: \`pulumi up --yes --skip-preview\` with the environment of \`hearth env\`, right after that.
- Phases are read from Hearth's log. *lab* lasts until all nodes accept SSH logins (tools and depot are checked in the meantime),
  *preparation* until Pulumi starts, *units* until the last machine is done, *jobs* until the last gate opens, and *first token* until
  the command ends, including the status and the answer.
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
    row("First up", (run) => run.first, "< 120, ideally 75"),
    row("Second up", (run) => run.second, "< 3"),
    row("Second up, --full", (run) => run.full, "< 6"),
    ["Pulumi alone", middle((run) => run.pulumiSeconds), ...phases.map(() => ""), ""],
  ];
  const each = runs.map((run) => [
    String(run.repetition),
    run.first.seconds.toFixed(1),
    run.second.seconds.toFixed(1),
    run.full.seconds.toFixed(1),
    run.pulumiSeconds.toFixed(1),
    run.loadBefore.toFixed(2),
    run.answer,
  ]);
  return [
    "# From nothing to the first token",
    "",
    `Wall-clock seconds; ${runs.length === 1 ? "one run" : `median of ${runs.length} runs`}.`,
    "",
    markdownTable(["", "Total", ...phases, "Goal"], rows),
    "",
    "![Bar chart of the phases](up.svg)",
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
    markdownTable(
      ["Run", "First up, s", "Second up, s", "With --full, s", "Pulumi alone, s", "Load before", "Answer"],
      each,
    ),
    "",
  ].join("\n");
}

import { machineSentence, type Machine } from "../measure/describe-machine.ts";
import { loadSentence } from "../report/load-sentence.ts";
import { markdownTable } from "../report/markdown-table.ts";
import type { ProvisioningRun } from "./measure-once.ts";
import type { Comparison, Spread } from "./summarise.ts";

export interface ProvisioningResult {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly comparisons: readonly Comparison[];
  readonly runs: readonly ProvisioningRun[];
}

const method = `## What was run

Both tools make the same machines out of fresh virtual nodes (containers of \`lib/lab\`: Debian 12 with systemd, SSH and a user
with sudo) on one network, one tool after the other in turns, never both at once. Packages come from the same mirror, programs
from the same cache, names, ports, people and secrets from the same inventory. The nodes get every role of \`roles/\`: base
(packages, time zone, sysctl, log limits), people and sudo, SSH, the cluster's authority, Headscale, Tailscale joined to it, names,
packet filter, Consul and Nomad with TLS, gossip encryption and ACLs, accounts of jobs, node-exporter, and an empty depot. Jobs are
no part of it, and so neither are \`hearth up\`'s last words, the status and the first answer.

- **Hearth**: \`bench/provisioning/hearth/main.ts up\` is a new process that does what \`hearth up\` does to machines (tools and lab
  checked, keys completed, preflight, Pulumi with one unit for each node and role).
- **ansible-core**: \`bench/provisioning/ansible/site.yaml\`, 20 forks, pipelining, ControlPersist, no facts gathered.
- **First run**: from nodes that were just made. Before the clock starts both have their keys and secrets; Ansible also has
  its programs packed as archives and python3-apt on the nodes.
- **Nothing to do**: the same again. Hearth's figure is \`up\` and \`drift\` together; Ansible's is the playbook's second run. A run in
  which either changed something does not count: it ends the benchmark.
- After each run \`bench/provisioning/end-state.sh\` asks every node for all facts, the same script for both; one fact that does not
  hold ends the benchmark. So does a configuration file that the two have not written alike.

Ansible's playbook does less in some places, none of them visible in the end state: it does not check a program's checksum on arrival, arms no
timer that reverts a change of SSH or packet filter, compares Consul's policies by name and not by content, and runs no preflight.
`;

/** The page of results: figures, machine, method. */
export function provisioningPage({ machine, versions, comparisons, runs }: ProvisioningResult): string {
  const rows = comparisons.map(({ nodes, phase, seconds, ratio, goal }) => [
    String(nodes),
    phase === "first" ? "first run" : "nothing to do",
    spreadText(seconds.hearth),
    spreadText(seconds.ansible),
    ratio.toFixed(2),
    `≤ ${goal}`,
  ]);
  const each = runs.map((run) => [
    run.tool,
    String(run.nodes),
    String(run.repetition),
    run.firstSeconds.toFixed(1),
    Object.entries(run.secondParts)
      .map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`)
      .join(" + "),
    String(run.facts),
    run.loadBefore.toFixed(2),
  ]);
  return [
    "# Making machines: Hearth and ansible-core",
    "",
    "Wall seconds; median, and in brackets the least and the most.",
    "",
    markdownTable(["Nodes", "Run", "Hearth", "ansible-core", "Hearth / Ansible", "Goal"], rows),
    "",
    "![The same as bars](provisioning.svg)",
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
    markdownTable(["Tool", "Nodes", "Run", "First, s", "Nothing to do, s", "Facts", "Load before"], each),
    "",
  ].join("\n");
}

const spreadText = ({ median, least, most, runs }: Spread): string =>
  runs === 1
    ? `${median.toFixed(1)} (one run)`
    : `${median.toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)}, ${runs} runs)`;

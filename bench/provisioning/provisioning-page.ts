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

Both tools provision the same machines from fresh virtual nodes (containers of \`lib/lab\`: Debian 12 with systemd, SSH and a user
with sudo) on one network. They take turns and never run at the same time. Packages come from the same mirror, programs from the same
cache, and names, ports, people and secrets from the same inventory. The nodes get every role of \`roles/\`: base (packages, time
zone, sysctl, log limits), people and sudo, SSH, the cluster's certificate authority, Headscale, Tailscale joined to it, names, packet
filter, Consul and Nomad with TLS, gossip encryption and ACLs, users of jobs, node-exporter, and an empty depot. Jobs are not
included, and neither are the status and the first answer at the end of \`hearth up\`.

- **Hearth**: \`bench/provisioning/hearth/main.ts up\` is a new process that does what \`hearth up\` does to machines: it checks tools
  and lab, completes keys, runs preflight, and runs Pulumi with one unit for each node and role.
- **ansible-core**: \`bench/provisioning/ansible/site.yaml\`, with 20 forks, pipelining and ControlPersist, and without gathering facts.
- **First run**: on nodes that were just made. Before the clock starts, both have their keys and secrets; Ansible also has its
  programs packed as archives, and python3-apt on the nodes.
- **Nothing to do**: the same again. Hearth's figure is \`up\` and \`drift\` together; Ansible's is the playbook's second run. If
  either changes something in this run, the benchmark fails.
- After each run, the script \`bench/provisioning/end-state.sh\` checks all facts on every node, in the same way for both tools. The
  benchmark fails if one fact does not hold, or if the two tools wrote a configuration file differently.

Ansible's playbook does less in some places, none of which shows in the end state: it does not verify a program's checksum on the node, has no
timer that reverts a change to SSH or the packet filter, compares Consul's policies by name and not by content, and runs no preflight.
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
    "# Provisioning benchmark: Hearth and ansible-core",
    "",
    "Wall-clock seconds: the median, and in brackets the minimum and maximum.",
    "",
    markdownTable(["Nodes", "Run", "Hearth", "ansible-core", "Hearth / Ansible", "Goal"], rows),
    "",
    "![Bar chart of these times](provisioning.svg)",
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

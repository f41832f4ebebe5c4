import { join } from "node:path";
import { runScript } from "../../ssh/run-script.ts";
import { sshFailure } from "../../ssh/ssh-failure.ts";

/** What a machine is doing. */
export interface MachineLoad {
  readonly node: string;
  /** Why nothing is known; the rest is absent then. */
  readonly problem?: string;
  /** Average of the last minute. */
  readonly load?: number;
  readonly cores?: number;
  readonly memoryUsedBytes?: number;
  readonly memoryBytes?: number;
  readonly diskUsedBytes?: number;
  readonly diskBytes?: number;
  readonly failedServices?: readonly string[];
}

const script = `echo ready
cat /proc/loadavg
nproc
awk '/^MemTotal:|^MemAvailable:/ { print $2 * 1024 }' /proc/meminfo
df -B1 --output=used,size / | tail -n 1
systemctl list-units --failed --plain --no-legend 2>/dev/null | awk '{ print $1 }'
`;

/** Asks a machine over SSH. Every outcome is a result; throws only when aborted. */
export async function readMachine(node: string, folder: string, signal: AbortSignal): Promise<MachineLoad> {
  const run = await runScript({ sshConfigFile: join(folder, "ssh_config"), node, command: "sh -s", script, signal });
  return run.exitCode === 0 ? parseMachine(node, run.stdout) : { node, problem: sshFailure(node, run).message };
}

export function parseMachine(node: string, output: string): MachineLoad {
  const [, average = "", cores = "", total = "", available = "", disk = "", ...failed] = output.trimEnd().split("\n");
  const [used = "", size = ""] = disk.trim().split(/\s+/);
  return {
    node,
    load: Number(average.split(" ")[0]),
    cores: Number(cores),
    memoryBytes: Number(total),
    memoryUsedBytes: Number(total) - Number(available),
    diskUsedBytes: Number(used),
    diskBytes: Number(size),
    failedServices: failed.filter((name) => name !== ""),
  };
}

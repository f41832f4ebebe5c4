import { join } from "node:path";
import type { Log } from "@hearth/kernel/log.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { labUp } from "../../lab/lab-up.ts";
import { asRoot } from "../../ssh/as-root.ts";
import { runScript, type ScriptRun } from "../../ssh/run-script.ts";
import { shellFailure, sshFailure } from "../../ssh/ssh-failure.ts";
import { labNodes } from "../lab-nodes.ts";
import type { Stack } from "../load-stack.ts";

export interface RebootOptions {
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Some machines check their disks or memory first. */
const limitMs = 900_000;

/*
 * A container shares the boot of its computer, so the start of the first process tells its boots apart too.
 */
const mark = "echo \"boot $(cat /proc/sys/kernel/random/boot_id) $(cut -d ' ' -f 22 /proc/1/stat)\"\n";

/** The answer has to arrive before the connection ends. */
const reboot = `echo rebooting
systemd-run --quiet --collect --on-active=1 --timer-property=AccuracySec=100ms systemctl reboot
`;

export interface Machine {
  readonly stack: Stack;
  readonly node: string;
}

function onNode({ stack, node }: Machine, script: string, signal: AbortSignal): Promise<ScriptRun> {
  return runScript({
    sshConfigFile: join(stack.folder, "ssh_config"),
    node,
    ...asRoot({ stackFolder: stack.folder, node, command: "sh -s" }),
    script,
    signal,
  });
}

/** What tells this boot of the machine from all others. Throws NODE_UNREACHABLE, or why it does not let us in. */
export async function bootMark(machine: Machine, signal: AbortSignal): Promise<string> {
  const run = await onNode(machine, mark, signal);
  const found = readMark(run.stdout);
  if (found !== undefined) return found;
  const { node } = machine;
  throw run.exitCode === 255 || run.exitCode === undefined ? sshFailure(node, run) : shellFailure(node, run);
}

export const readMark = (stdout: string): string | undefined => /^boot ([0-9a-f-]+ \d+)$/m.exec(stdout)?.[1];

/** Restarts the machine, unless it has restarted since `before` was read, and returns when it answers again. */
export async function rebootNode(
  { stack, node, before }: Machine & { readonly before: string },
  options: RebootOptions,
): Promise<void> {
  const { log, signal } = options;
  const machine: Machine = { stack, node };
  const now = readMark((await onNode(machine, mark, signal)).stdout);
  if (now !== undefined && now !== before) return;
  if (now === before) {
    const run = await onNode(machine, reboot, signal);
    if (run.exitCode !== 0 && !run.stdout.includes("rebooting")) throw sshFailure(node, run);
  }
  const hint = `Look at its screen; when it is on, run the command again: it goes on from here.`;
  await log.step(`restart ${node}`, (progress) =>
    waitFor({ what: `${node} to come back`, limitMs, intervalMs: 2_000, hint, signal }, async () => {
      const run = await onNode(machine, mark, signal);
      const found = readMark(run.stdout);
      if (found !== undefined && found !== before) return ready(undefined);
      if (found === undefined && stack.cluster.nodesFrom === "lab") await startLabNode(machine, options);
      const because = found === undefined ? "it does not answer yet" : "it has not gone down yet";
      progress(because);
      return notYet(because);
    }),
  );
}

/** A container that has restarted itself has ended. */
async function startLabNode(
  { stack: { name, cluster }, node }: Machine,
  { log, signal }: RebootOptions,
): Promise<void> {
  const nodes = labNodes(cluster).filter((spec) => spec.name === node);
  await labUp({ stack: name, nodes, log, signal });
}

import { $ } from "zx";

/**
 * Opens the shared connection to a node, unless it is open, so that later streams are channels of it: a login costs ten times as
 * much. It closes two minutes after the last stream. Failing to open it is not an error: each stream then connects by itself and
 * reports what is wrong.
 */
export async function shareConnection(node: string, sshConfigFile: string): Promise<void> {
  // Its stdio is detached; otherwise whoever reads our output would wait until the connection closes.
  const run = $({ nothrow: true, quiet: true, stdio: "ignore" });
  const { exitCode } = await run`ssh -F ${sshConfigFile} -O check ${node}`;
  if (exitCode === 0) return;
  await run`ssh -F ${sshConfigFile} -o ControlMaster=yes -o ControlPersist=120 -fN ${node}`;
}

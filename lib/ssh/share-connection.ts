import { $ } from "zx";

/**
 * Opens the shared connection to a node, unless it is there, so that the streams that follow are channels of it: a login costs ten
 * times as much. It ends by itself two minutes after the last of them. One that does not come about is no error: each stream then
 * connects for itself, and says what is wrong.
 */
export async function shareConnection(node: string, sshConfigFile: string): Promise<void> {
  // Its stdio detached: whoever waits for our output would wait for the connection's end.
  const run = $({ nothrow: true, quiet: true, stdio: "ignore" });
  const { exitCode } = await run`ssh -F ${sshConfigFile} -O check ${node}`;
  if (exitCode === 0) return;
  await run`ssh -F ${sshConfigFile} -o ControlMaster=yes -o ControlPersist=120 -fN ${node}`;
}

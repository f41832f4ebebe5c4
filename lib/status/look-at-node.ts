import { join } from "node:path";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import { sshFailure } from "../ssh/ssh-failure.ts";

/** What a node itself reports over SSH. */
export interface NodeView {
  readonly node: string;
  /** Why it does not answer; undefined if it does. */
  readonly problem: string | undefined;
  /** Nothing answers at its address. */
  readonly silent?: true;
  /** Overlay addresses in its /etc/hosts by node, including its own. */
  readonly addresses: ReadonlyMap<string, string>;
}

export interface LookOptions {
  readonly stackFolder: string;
  /** Suffix of the nodes' names on the overlay. */
  readonly domain: string;
  readonly signal?: AbortSignal | undefined;
  /** How /etc/hosts is read on a node; over SSH except in tests. */
  readonly read?: ((node: string) => Promise<ScriptRun>) | undefined;
}

/** Checks whether a node answers and which addresses it has for its peers. Throws only when aborted. */
export async function lookAtNode(node: string, { stackFolder, domain, signal, read }: LookOptions): Promise<NodeView> {
  const sshConfigFile = join(stackFolder, "ssh_config");
  // Reads the file without the resolver: a missing name server must not delay the answer.
  const overSsh = (): Promise<ScriptRun> =>
    runScript({ sshConfigFile, node, command: "cat /etc/hosts", script: "", signal });
  const run = await (read?.(node) ?? overSsh());
  if (run.exitCode === 0) return { node, problem: undefined, addresses: addressesIn(run.stdout, domain) };
  const { code, message } = sshFailure(node, run);
  return { node, problem: message, addresses: new Map(), ...(code === "NODE_UNREACHABLE" && { silent: true }) };
}

function addressesIn(hosts: string, domain: string): ReadonlyMap<string, string> {
  const suffix = `.${domain}`;
  const pairs = hosts.split("\n").flatMap((line) => {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    const ours = names.filter((name) => name.endsWith(suffix));
    return ours.map((name) => [name.slice(0, -suffix.length), address] as const);
  });
  return new Map(pairs);
}

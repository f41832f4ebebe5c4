import { join, relative } from "node:path";
import { root } from "../paths.ts";
import type { PreflightReport } from "../preflight/report.ts";
import { asRoot } from "../ssh/as-root.ts";
import { knownAccesses } from "../ssh/node-accesses.ts";
import { runScript, type ScriptRun } from "../ssh/run-script.ts";
import { scanHostKey } from "../ssh/scan-host-key.ts";
import type { StatusReport } from "../status/status.ts";
import { quote } from "../steps/quote.ts";
import type { Stack } from "./load-stack.ts";

/** A machine that answers at another address than the inventory's. */
export interface MovedNode {
  readonly node: string;
  readonly from: string;
  readonly to: string;
}

export interface FindMovedOptions {
  readonly signal?: AbortSignal | undefined;
  /** How a script is run on another node; over SSH except in tests. */
  readonly run?: (node: string, script: string) => Promise<ScriptRun>;
  /** The host key at an address; by `ssh-keyscan` except in tests. */
  readonly scan?: (address: string, port: number) => Promise<string>;
}

type Where = Pick<Stack, "cluster" | "folder" | "inventoryFile">;

/**
 * Where a silent machine is now: the other machines may still reach it over the overlay, which follows it to its new address. Only one that
 * shows the pinned host key there counts. Undefined if nobody knows. Never throws.
 */
export async function findMoved(
  { cluster, folder }: Where,
  node: string,
  options: FindMovedOptions = {},
): Promise<MovedNode | undefined> {
  const { signal = new AbortController().signal } = options;
  const accesses = knownAccesses(cluster, folder);
  const access = accesses.find(({ name }) => name === node);
  // The lab keeps its addresses itself, and what is behind another machine has an address that only that one knows.
  if (access === undefined || cluster.nodesFrom === "lab" || access.jump !== undefined) return undefined;
  const script = askScript(`${node}.${cluster.domain}`);
  const overSsh = (other: string): Promise<ScriptRun> =>
    runScript({
      sshConfigFile: join(folder, "ssh_config"),
      node: other,
      ...asRoot({ stackFolder: folder, node: other, command: "sh -s" }),
      script,
      signal,
    });
  const scan = options.scan ?? ((address, port) => scanHostKey(address, port, { signal }));
  const others = accesses.filter(({ name }) => name !== node);
  const seen = await Promise.all(
    others.map(async ({ name }) =>
      (options.run?.(name, script) ?? overSsh(name)).then(({ stdout }) => addressIn(stdout)).catch(() => undefined),
    ),
  );
  const addresses = new Set(seen.filter((address) => address !== undefined));
  addresses.delete(access.address);
  for (const to of addresses) {
    const key = await scan(to, access.port).catch(() => undefined);
    if (key === access.hostKey) return { node, from: access.address, to };
  }
  return undefined;
}

const askScript = (name: string): string => `echo ask
name=${quote(name)}
address=$(awk -v name="$name" '{ for (i = 2; i <= NF; i++) if ($i == name) { print $1; exit } }' /etc/hosts)
[ -n "$address" ] && timeout 8 tailscale ping --c 3 --timeout 2s "$address"
`;

/** Of `pong from n2 (100.64.0.3) via 192.0.2.57:41641 in 3ms`; what goes by a relay has no address of its own. */
export const addressIn = (said: string): string | undefined =>
  [...said.matchAll(/ via \[?([0-9a-f.:]+?)\]?:\d+ in /g)].at(-1)?.[1];

const sentence = ({ node, from, to }: MovedNode): string => `${node} has another address now: ${to} instead of ${from}`;

const whatToDo = ({ node, from, to }: MovedNode, { inventoryFile }: Where): string =>
  `In ${relative(root, inventoryFile)}, write \`address: ${to}\` instead of \`address: ${from}\` at ${node}, and run the command again. Give it a fixed address in your router, so that it stays.`;

/** A report in which a machine that has only moved is said to have moved. */
export async function nameMoved(
  report: PreflightReport,
  stack: Where,
  options: FindMovedOptions = {},
): Promise<PreflightReport> {
  const nodes = await Promise.all(
    report.nodes.map(async (each) => {
      const silent = each.checks.some(({ code }) => code === "NODE_UNREACHABLE" || code === "HOST_KEY_MISMATCH");
      const moved = silent ? await findMoved(stack, each.node, options) : undefined;
      if (moved === undefined) return each;
      const found = { check: "ssh", state: "error", code: "NODE_MOVED" } as const;
      return { ...each, checks: [{ ...found, detail: sentence(moved), hint: whatToDo(moved, stack) }] };
    }),
  );
  return { ...report, nodes };
}

/** The same of a status; what is to be done is one of its warnings. */
export async function statusWithMoved(
  report: StatusReport,
  stack: Where,
  options: FindMovedOptions = {},
): Promise<StatusReport> {
  const silent = report.status.nodes.filter(({ ready, off = false }) => !ready && !off);
  const found = await Promise.all(silent.map(({ name }) => findMoved(stack, name, options)));
  const moved = found.filter((each) => each !== undefined);
  if (moved.length === 0) return report;
  const warnings = moved.map((each) => `${sentence(each)}. ${whatToDo(each, stack)}`);
  return { ...report, status: { ...report.status, warnings: [...(report.status.warnings ?? []), ...warnings] } };
}

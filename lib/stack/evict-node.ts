import { join } from "node:path";
import { connectCluster, type ClusterConnection } from "../cluster/connect-cluster.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { ownSecret, ownSecretsOf } from "../secrets/own-secrets.ts";
import { authorityName } from "../secrets/rotate-secrets.ts";
import { secretNames } from "../secrets/secret-ref.ts";
import { quote } from "../steps/quote.ts";
import { ours } from "../steps/consul-tokens.ts";
import { knownAccesses } from "../ssh/node-accesses.ts";
import { runScript } from "../ssh/run-script.ts";
import { markEvicted } from "./evicted-nodes.ts";
import { jobSpecs } from "./job-specs.ts";
import type { Stack } from "./load-stack.ts";
import { rotatableOf, rotateStackSecrets } from "./rotate-stack-secrets.ts";

/** What an eviction does, known before anything is done. */
export interface EvictionPlan {
  readonly node: string;
  /** Secrets that get new values, sorted. */
  readonly rotated: readonly string[];
  /** Secrets of a person's own that the machine could read, which only their issuers can end. */
  readonly own: readonly string[];
  /** Where the inventory names the machine. */
  readonly places: readonly string[];
}

/** Throws CONFIG_INVALID for a machine that the cluster cannot be without. */
export function planEviction(stack: Stack, node: string): EvictionPlan {
  const { cluster } = stack;
  if (cluster.overlay.control === "headscale" && cluster.overlay.node === node) {
    throw new HearthError({
      code: "CONFIG_INVALID",
      message: `${node} runs Headscale, which decides who is on the overlay, so it cannot be evicted`,
      hint: "Follow docs/how-to/stolen-machine.md#the-machine-that-runs-headscale.",
    });
  }
  const rotatable = rotatableOf(stack);
  const isServer = cluster.servers.includes(node);
  const readable = isServer ? rotatable : readableOn(stack, node);
  const gossip = isServer ? ["consul.gossip", "nomad.gossip"] : ["consul.gossip"];
  const rotated = [authorityName, ...gossip, ...readable].filter((name) => rotatable.includes(name));
  const runsGateway = isServer || placesOf(stack, node).includes("gateway");
  return {
    node,
    rotated: [...new Set(rotated)].sort(),
    own: runsGateway ? ownSecretsOf(cluster) : [],
    places: placesIn(cluster, node),
  };
}

/** Services that may run on the node. */
const placesOf = ({ jobs, cluster }: Stack, node: string): readonly string[] =>
  jobs
    .flatMap((job) => job.servicePlaces(cluster))
    .filter(({ nodes }) => nodes.includes(node))
    .map(({ service }) => service);

/** The node's own secrets, and those of the jobs that it may run: it was handed them, or could have been. */
function readableOn(stack: Stack, node: string): readonly string[] {
  const may = placesOf(stack, node);
  const ofJobs = jobSpecs(stack, { planned: true })
    .filter(({ id }) => may.includes(id))
    .flatMap(({ variables }) => secretNames(JSON.stringify(variables ?? {})));
  const ofUnits = stack.units
    .filter((unit) => unit.node === node && unit.secret)
    .flatMap((unit) => secretNames(JSON.stringify(unit.steps)));
  return [...ofJobs, ...ofUnits].filter((name) => !name.startsWith(ownSecret("")));
}

/** Where the inventory names a machine; the first is its own entry. */
export function placesIn(
  { servers, services = [], depot, experts, overlay }: Cluster,
  node: string,
): readonly string[] {
  return [
    `nodes: the entry ${node}`,
    ...(servers.includes(node) ? ["cluster.servers: name another machine, or one server alone"] : []),
    ...(services.includes(node) ? ["cluster.services"] : []),
    ...(depot === node ? ["cluster.depot"] : []),
    ...(overlay.control === "headscale" && overlay.node === node ? ["cluster.overlay.node"] : []),
    ...experts.flatMap(({ name, head, workers }) =>
      head === node || workers.includes(node) ? [`experts: ${name}, which uses it`] : [],
    ),
  ];
}

export interface EvictOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Takes a machine's rights away: first those that the cluster itself can end at once, then what it knew. It is safe to repeat after a
 * failure. `hearth up` brings the new secrets to the other machines.
 */
export async function evictNode(stack: Stack, plan: EvictionPlan, options: EvictOptions): Promise<void> {
  const { environment, log, signal } = options;
  const { node } = plan;
  const { nomad, consul } = connectCluster(stack.folder, { patienceMs, signal });
  const access = knownAccesses(stack.cluster, stack.folder).find(({ name }) => name === node);
  if (access !== undefined) markEvicted(stack.folder, access);
  await log.step(`remove ${node} from the overlay`, () => leaveOverlay(stack, node, signal));
  await log.step(`end the tokens of ${node}`, async () => {
    const names = stack.roles.flatMap(({ name, consul: token }) => (token === undefined ? [] : [name]));
    const descriptions = ["agent", ...names].map((name) => `${ours}${name}-${node}`);
    for (const accessor of await consul.acl.accessorsOf(descriptions)) await consul.acl.deleteToken(accessor);
  });
  await log.step(`have Nomad and Consul forget ${node}`, () => forgetIn({ nomad, consul }, node));
  await log.step(`make new secrets in place of those that ${node} knew`, () =>
    rotateStackSecrets(stack, plan.rotated, { overlapMs: 0, environment, signal }),
  );
}

const patienceMs = 10_000;

async function forgetIn({ nomad, consul }: Pick<ClusterConnection, "nomad" | "consul">, node: string): Promise<void> {
  for (const { ID, Name } of await nomad.nodes()) if (Name === node) await nomad.purgeNode(ID);
  await consul.forget(node);
}

/** Has the cluster forget a machine that has left it in order; it stays in nobody's list. */
export async function forgetMachine(stack: Stack, node: string, signal: AbortSignal): Promise<void> {
  await forgetIn(connectCluster(stack.folder, { patienceMs, signal }), node);
  await leaveOverlay(stack, node, signal);
}

/** Removes every machine of that name from Headscale. With Tailscale's service, a person has to. */
async function leaveOverlay({ cluster, folder }: Stack, node: string, signal: AbortSignal): Promise<void> {
  if (cluster.overlay.control !== "headscale") return;
  const script = [
    "echo ready",
    `node=${quote(node)}`,
    `headscale nodes list --output json-line | tr '{' '\\n' | sed -n 's/^"id":\\([0-9]*\\).*"name":"'"$node"'".*/\\1/p' | while read -r id; do`,
    '  headscale nodes delete --force --identifier "$id" || exit 1',
    "done",
    "",
  ].join("\n");
  const { exitCode, stderr } = await runScript({
    sshConfigFile: join(folder, "ssh_config"),
    node: cluster.overlay.node,
    command: "sudo -n sh -s",
    script,
    signal,
  });
  if (exitCode === 0) return;
  throw new HearthError({
    code: "COMMAND_FAILED",
    at: cluster.overlay.node,
    message: `Headscale did not remove ${node}: ${stderr.trim().split("\n").at(-1) ?? ""}`,
    hint: `Read its log with \`hearth logs headscale\`, then run the command again.`,
  });
}

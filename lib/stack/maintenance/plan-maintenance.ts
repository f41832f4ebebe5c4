import { setTimeout as pause } from "node:timers/promises";
import { connectCluster, type ClusterConnection } from "../../cluster/connect-cluster.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { movesWithoutGap } from "../../jobs/move-job.ts";
import type { NomadNode } from "../../nomad/nomad-types.ts";
import { stackCommand } from "../../stack-command.ts";
import type { BringUpOptions } from "../bring-up.ts";
import type { Stack } from "../load-stack.ts";
import { drainEffects, type DrainEffect } from "./drain-effects.ts";
import {
  beginFrom,
  isOnlyDrained,
  readRecord,
  readRecords,
  stepsLeft,
  type MaintenanceRecord,
  type MaintenanceStep,
  type Operation,
} from "./maintenance-record.ts";
import { quorumProblem } from "./quorum.ts";
import type { Package } from "./upgrade-packages.ts";

export interface MaintainOptions extends BringUpOptions {
  /** How long jobs may take to stop. */
  readonly deadlineMs: number;
  /** Go on where Nomad or Consul lose their majority for the time. */
  readonly withoutQuorum?: boolean;
}

/** What an operation will do, known before anything is done. */
export interface MaintenancePlan {
  readonly node: string;
  readonly operation: Operation;
  readonly effects: readonly DrainEffect[];
  /** Steps that a former run has done. */
  readonly done: readonly MaintenanceStep[];
  readonly left: readonly MaintenanceStep[];
  /** It gets no work in the end, as before. */
  readonly keepDrained: boolean;
  /** Updates that are installed; only of an upgrade. */
  readonly packages?: readonly Package[];
}

/** Elections, and a server that is being restarted. */
export const patienceMs = 30_000;
const quorumLimitMs = 30_000;

export const restarts = (operation: Operation): boolean => operation === "reboot" || operation === "upgrade";

/**
 * What will be done to a machine. Throws QUORUM_AT_RISK where it must not be switched off now, MAINTENANCE_UNFINISHED where something
 * else has been begun.
 */
export async function planMaintenance(
  stack: Stack,
  { node, operation }: Pick<MaintenancePlan, "node" | "operation">,
  options: MaintainOptions,
): Promise<{ readonly plan: MaintenancePlan; readonly record: MaintenanceRecord }> {
  const connection = connectCluster(stack.folder, { patienceMs, signal: options.signal });
  const [nodes, former] = [await connection.nomad.nodes(), readRecord(stack.folder, node)];
  const found = findNode(nodes, node);
  const isEligible = found.SchedulingEligibility === "eligible" && !found.Drain;
  const record = beginFrom(former, { node, operation, now: new Date(), isEligible });
  if (record === undefined) throw unfinished(stack, former);
  const others = readRecords(stack.folder).filter((each) => each.node !== node && !isOnlyDrained(each));
  if (others.length > 0 && restarts(operation)) throw unfinished(stack, others[0]);
  const left = stepsLeft(record);
  if (left.includes("rebooted") && options.withoutQuorum !== true) {
    await requireQuorum(stack, node, { connection, signal: options.signal });
  }
  const effects = left.includes("drained") ? await effectsOf(stack, node, { connection, nodes, found }) : [];
  return { record, plan: { node, operation, effects, done: record.done, left, keepDrained: record.keepDrained } };
}

export function findNode(nodes: readonly NomadNode[], node: string): NomadNode {
  const own = nodes.filter(({ Name }) => Name === node);
  const best = own.find(({ Status }) => Status === "ready") ?? own[0];
  if (best !== undefined) return best;
  throw new HearthError({
    code: "STATE_MISSING",
    at: node,
    message: `Nomad does not know ${node}`,
    hint: "Bring the machine in with `hearth up` first.",
  });
}

function unfinished(stack: Stack, record: MaintenanceRecord | undefined): HearthError {
  const { node = "it", operation = "drain" } = record ?? {};
  const command = (words: string): string => `\`${stackCommand(stack.name, words)}\``;
  return new HearthError({
    code: "MAINTENANCE_UNFINISHED",
    at: node,
    message: `\`hearth node ${operation} ${node}\` has been begun and is not finished`,
    hint: `Finish it with ${command(`node ${operation} ${node}`)}, or give it up with ${command(`node undrain ${node}`)}.`,
  });
}

async function requireQuorum(stack: Stack, node: string, { connection, signal }: Asking): Promise<void> {
  const { nomad, consul } = connection;
  const endMs = performance.now() + quorumLimitMs;
  for (;;) {
    const [ofNomad, ofConsul] = await Promise.all([nomad.servers(), consul.servers()]);
    const problems = [quorumProblem(node, "Nomad", ofNomad), quorumProblem(node, "Consul", ofConsul)];
    const found = problems.filter((problem) => problem !== undefined);
    if (found.length === 0) return;
    // A server counts as healthy only when it has been so for a while.
    if (ofNomad.length < 2 || performance.now() >= endMs) throw noQuorum(stack, node, found);
    await pause(2_000, undefined, { signal });
  }
}

function noQuorum({ folder }: Stack, node: string, problems: readonly string[]): HearthError {
  const others = readRecords(folder).flatMap((each) => (each.node === node ? [] : [each.node]));
  return new HearthError({
    code: "QUORUM_AT_RISK",
    at: node,
    message: problems.join("; "),
    hint:
      others.length > 0
        ? `Finish the work on ${others.join(", ")} first.`
        : "Bring the other servers back first. Without a majority what runs goes on, but nothing is started or moved: to accept that, add `--without-quorum`.",
  });
}

interface Asking {
  readonly connection: ClusterConnection;
  readonly signal: AbortSignal;
}

interface Seen {
  readonly connection: ClusterConnection;
  readonly nodes: readonly NomadNode[];
  readonly found: NomadNode;
}

async function effectsOf(
  stack: Stack,
  node: string,
  { connection: { nomad }, nodes, found }: Seen,
): Promise<readonly DrainEffect[]> {
  const { cluster, jobs } = stack;
  const running = await runningOn(nomad, found.ID);
  const documents = await Promise.all(running.map(async (job) => [job, await nomad.document(job)] as const));
  return drainEffects({
    node,
    cluster,
    running,
    places: jobs.flatMap((job) => job.servicePlaces(cluster)),
    eligible: nodes
      .filter((each) => each.Status === "ready" && each.SchedulingEligibility === "eligible" && !each.Drain)
      .map(({ Name }) => Name),
    gapless: new Set(documents.flatMap(([job, document]) => (document && movesWithoutGap(document) ? [job] : []))),
  });
}

/** Ids of the jobs that have something on the node that has not ended. */
export async function runningOn(nomad: ClusterConnection["nomad"], nodeId: string): Promise<readonly string[]> {
  const found = await nomad.allocationsOn(nodeId);
  const alive = found.filter(({ ClientStatus }) => ClientStatus === "running" || ClientStatus === "pending");
  return [...new Set(alive.map(({ JobID }) => JobID))].toSorted();
}

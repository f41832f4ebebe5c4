import { connectCluster, type ClusterConnection } from "../../cluster/connect-cluster.ts";
import { askService } from "../../cluster/ask-service.ts";
import { endSilences, silence, type AskAlertmanager } from "../../cluster/silences.ts";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { createLog } from "@hearth/kernel/log.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { moveJob, movesWithoutGap } from "../../jobs/move-job.ts";
import { makeBackup } from "../../memory/make-backup.ts";
import type { NomadNode } from "../../nomad/nomad-types.ts";
import { stackCommand } from "../../stack-command.ts";
import type { BringUpOptions } from "../bring-up.ts";
import { findStackDrift } from "../find-stack-drift.ts";
import type { Stack } from "../load-stack.ts";
import { stackStatusReader } from "../stack-status-reader.ts";
import { drainEffects, type DrainEffect } from "./drain-effects.ts";
import {
  beginFrom,
  forgetRecord,
  isOnlyDrained,
  readRecord,
  readRecords,
  stepsLeft,
  writeRecord,
  type MaintenanceRecord,
  type MaintenanceStep,
  type Operation,
} from "./maintenance-record.ts";
import { quorumProblem } from "./quorum.ts";
import { bootMark, rebootNode } from "./reboot-node.ts";
import { upgradePackages, type Package } from "./upgrade-packages.ts";

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
const patienceMs = 30_000;
const movedLimitMs = 300_000;
/** A large model takes minutes to load. */
const healthyLimitMs = 900_000;
const verifyLimitMs = 300_000;

const restarts = (operation: Operation): boolean => operation === "reboot" || operation === "upgrade";

interface Work {
  readonly stack: Stack;
  readonly connection: ClusterConnection;
  readonly options: MaintainOptions;
  readonly effects: readonly DrainEffect[];
}

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
  if (left.includes("rebooted") && options.withoutQuorum !== true) await requireQuorum(stack, node, connection);
  const effects = left.includes("drained") ? await effectsOf(stack, node, { connection, nodes, found }) : [];
  return { record, plan: { node, operation, effects, done: record.done, left, keepDrained: record.keepDrained } };
}

function findNode(nodes: readonly NomadNode[], node: string): NomadNode {
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

async function requireQuorum({ folder }: Stack, node: string, { nomad, consul }: ClusterConnection): Promise<void> {
  const [ofNomad, ofConsul] = await Promise.all([nomad.servers(), consul.servers()]);
  const problems = [quorumProblem(node, "Nomad", ofNomad), quorumProblem(node, "Consul", ofConsul)];
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length === 0) return;
  const gone = readRecords(folder).filter((each) => each.node !== node);
  throw new HearthError({
    code: "QUORUM_AT_RISK",
    at: node,
    message: found.join("; "),
    hint:
      gone.length > 0
        ? `Finish the work on ${gone.map((each) => each.node).join(", ")} first.`
        : "Bring the other servers back first. What runs goes on without a majority, but nothing is placed anew: to accept that, add `--without-quorum`.",
  });
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
async function runningOn(nomad: ClusterConnection["nomad"], nodeId: string): Promise<readonly string[]> {
  const found = await nomad.allocationsOn(nodeId);
  const alive = found.filter(({ ClientStatus }) => ClientStatus === "running" || ClientStatus === "pending");
  return [...new Set(alive.map(({ JobID }) => JobID))].toSorted();
}

/** Carries out what `planMaintenance` has found. It can be cut off at any point: the next run goes on. */
export async function maintainNode(
  stack: Stack,
  { plan, record }: { readonly plan: MaintenancePlan; readonly record: MaintenanceRecord },
  options: MaintainOptions,
): Promise<readonly Package[]> {
  const { log, signal } = options;
  const { node, operation } = plan;
  const connection = connectCluster(stack.folder, { patienceMs, signal });
  const work: Work = { stack, connection, options, effects: plan.effects };
  let now = record;
  let packages: readonly Package[] = [];
  const keep = (change: Partial<MaintenanceRecord>): void => {
    now = { ...now, ...change };
    writeRecord(stack.folder, now);
  };
  const silenceAlerts = (): Promise<void> => beSilent(work, node);
  if (now.done.length > 0) log.info(`going on with what was begun; done already: ${now.done.join(", ")}`);
  keep({});
  try {
    await silenceAlerts();
    if (restarts(operation) && now.bootBefore === undefined) keep(await lookBefore(work, node));
    for (const step of plan.left) {
      signal.throwIfAborted();
      if (step === "drained") {
        await drain(work, node);
        // A message sender that has just moved knows of no silence.
        await silenceAlerts();
      } else if (step === "upgraded") {
        const upgraded = await log.step(`upgrade the packages of ${node}`, () =>
          upgradePackages(node, { stackFolder: stack.folder, signal }),
        );
        ({ packages } = upgraded);
        keep({ needsReboot: upgraded.needsReboot });
      } else if (step === "rebooted") {
        if (now.needsReboot === false) log.info(`no update wants ${node} to restart`);
        else await rebootNode({ stack, node, before: now.bootBefore ?? "" }, options);
      } else if (step === "verified") {
        await verify(work, node, now.driftBefore ?? []);
      } else if (!now.keepDrained) {
        await giveWork(work, node);
      }
      keep({ done: [...now.done, step] });
    }
  } catch (thrown) {
    const command = (words: string): string => `\`${stackCommand(stack.name, words)}\``;
    log.warn(
      `${node} gets no work now: go on with ${command(`node ${operation} ${node}`)}, or give it work again with ${command(`node undrain ${node}`)}`,
    );
    throw thrown;
  }
  if (restarts(operation)) {
    const sick = now.sickBefore ?? [];
    if (!now.keepDrained) await allHealthy(work, node, sick);
    await endSilence(work, node);
    forgetRecord(stack.folder, node);
    if (now.keepDrained) writeRecord(stack.folder, drainedRecord(now));
  }
  return packages;
}

/** A machine that was drained before goes on being that. */
const drainedRecord = ({ node, startedAt }: MaintenanceRecord): MaintenanceRecord => ({
  version: 1,
  node,
  operation: "drain",
  startedAt,
  done: ["drained"],
  keepDrained: false,
});

/** What is wrong already is not laid at our door. */
async function lookBefore({ stack, options }: Work, node: string): Promise<Partial<MaintenanceRecord>> {
  const { log, signal, environment } = options;
  const [bootBefore, report, drift] = await log.step(`look at ${node} as it is`, () =>
    Promise.all([
      bootMark({ stack, node }, signal),
      stackStatusReader(stack)(signal),
      findStackDrift(stack, { log: createLog(), signal, environment, nodes: [node] }),
    ]),
  );
  return {
    bootBefore,
    sickBefore: report.status.jobs.filter(({ healthy }) => !healthy).map(({ name }) => name),
    driftBefore: drift.rows.filter(({ state }) => state !== "ok").map(nameOfRow),
  };
}

const nameOfRow = ({ role = "", step = "" }: { readonly role?: string; readonly step?: string }): string =>
  `${role}: ${step}`;

/** Has every job leave the machine; those of which a second may come up first do so without a gap. */
async function drain({ stack, connection: { nomad }, options, effects }: Work, node: string): Promise<void> {
  const { log, signal, deadlineMs } = options;
  const { ID: id } = findNode(await nomad.nodes(), node);
  const moving = effects.filter(({ fate }) => fate === "moves");
  if (moving.some(({ job }) => job === "memory")) {
    await log.step("back up the memory before it moves", () => makeBackup({ folder: stack.folder, signal }));
  }
  await nomad.setEligible(id, false);
  for (const { job } of moving.filter(({ withoutGap }) => withoutGap)) {
    await log.step(`move ${job} away from ${node}`, () => moveJob(nomad, job, { limitMs: movedLimitMs, signal }));
  }
  await log.step(`drain ${node}`, async (progress) => {
    await nomad.drain(id, { deadlineMs });
    const hint = "See what does not stop with `hearth why NAME`.";
    const limitMs = deadlineMs + 60_000;
    await waitFor({ what: `${node} to be empty`, limitMs, intervalMs: 1_000, hint, signal }, async () => {
      const running = await runningOn(nomad, id);
      progress(running.length === 0 ? "" : `still there: ${running.join(", ")}`);
      return running.length === 0 ? ready(undefined) : notYet(`still there: ${running.join(", ")}`);
    });
  });
  if (moving.length === 0) return;
  const status = stackStatusReader(stack);
  await log.step(`wait for what has moved`, (progress) =>
    waitFor(
      { what: "all that has moved to be healthy", limitMs: movedLimitMs, intervalMs: 1_000, signal },
      async () => {
        const { jobs } = (await status(signal)).status;
        const late = moving.filter(({ job }) => jobs.some(({ name, healthy }) => name === job && !healthy));
        progress(late.map(({ job }) => job).join(", "));
        return late.length === 0 ? ready(undefined) : notYet(`not yet: ${late.map(({ job }) => job).join(", ")}`);
      },
    ),
  );
}

/** Waits until every step on the machine is as declared, apart from what differed before. */
async function verify({ stack, options }: Work, node: string, before: readonly string[]): Promise<void> {
  const { log, signal, environment } = options;
  const command = (words: string): string => `\`${stackCommand(stack.name, words)}\``;
  const hint = `See the steps with ${command("drift")}, put them right with ${command(`repair ${node}`)}, then run the command again.`;
  await log.step(`verify every step on ${node}`, (progress) =>
    waitFor(
      { what: `${node} to be as declared`, limitMs: verifyLimitMs, intervalMs: 3_000, hint, signal },
      async () => {
        const { rows } = await findStackDrift(stack, { log: createLog(), signal, environment, nodes: [node] });
        const wrong = rows.filter((row) => row.state !== "ok" && !before.includes(nameOfRow(row))).map(nameOfRow);
        progress(wrong.slice(0, 3).join(", "));
        return wrong.length === 0 ? ready(undefined) : notYet(`these differ: ${wrong.join(", ")}`);
      },
    ),
  );
}

/** Lets Nomad place work on it, once its agents are back. */
async function giveWork(
  { connection: { nomad, consulOn }, options }: Pick<Work, "connection" | "options">,
  node: string,
) {
  const { log, signal } = options;
  await log.step(`give ${node} work again`, () =>
    waitFor({ what: `the agents on ${node}`, limitMs: movedLimitMs, intervalMs: 1_000, signal }, async () => {
      const found = findNode(await nomad.nodes(), node);
      if (found.Status !== "ready") return notYet(`its status in Nomad is ${found.Status}`);
      // Tasks log in to Consul through the agent of their node, and one that is refused has failed.
      const takesLogins = await consulOn(node)
        .takesLogins()
        .catch(() => false);
      if (!takesLogins) return notYet("Consul does not let tasks log in yet");
      await nomad.endDrain(found.ID, { eligible: true });
      return ready(undefined);
    }),
  );
}

async function allHealthy({ stack, options }: Work, node: string, sick: readonly string[]): Promise<void> {
  const { log, signal } = options;
  const status = stackStatusReader(stack);
  await log.step("every job healthy", (progress) =>
    waitFor({ what: "every job to be healthy", limitMs: healthyLimitMs, intervalMs: 1_000, signal }, async () => {
      const { jobs, nodes } = (await status(signal)).status;
      const late = [
        ...nodes.filter((each) => each.name === node && !each.ready).map(({ name }) => name),
        ...jobs
          .filter(({ name, healthy, waitsFor }) => !healthy && waitsFor === undefined && !sick.includes(name))
          .map(({ name }) => name),
      ];
      progress(late.join(", "));
      return late.length === 0 ? ready(undefined) : notYet(`not healthy: ${late.join(", ")}`);
    }),
  );
}

/** Gives a machine work again, whatever was begun on it. */
export async function undrainNode(stack: Stack, node: string, options: BringUpOptions): Promise<void> {
  const connection = connectCluster(stack.folder, { patienceMs, signal: options.signal });
  await giveWork({ connection, options: { ...options, deadlineMs: 0 } }, node);
  forgetRecord(stack.folder, node);
  await endSilence({ stack, connection, options: { ...options, deadlineMs: 0 }, effects: [] }, node);
}

const hasAlertmanager = ({ jobs }: Stack): boolean => jobs.some(({ name }) => name === "alertmanager");

const alertmanager =
  ({ connection, options: { signal } }: Work): AskAlertmanager =>
  (question) =>
    askService(connection, "alertmanager", { ...question, signal });

/** Longer than the work should take: a machine that stays away has to be told of. */
const silenceBeyondMs = 1_200_000;

async function beSilent(work: Work, node: string): Promise<void> {
  const { stack, options } = work;
  if (!hasAlertmanager(stack)) return;
  const forMs = options.deadlineMs + silenceBeyondMs;
  await attemptSilence(work, () =>
    silence(alertmanager(work), { label: "node", value: node }, { forMs, comment: "hearth node" }),
  );
}

async function endSilence(work: Work, node: string): Promise<void> {
  if (!hasAlertmanager(work.stack)) return;
  await attemptSilence(work, () => endSilences(alertmanager(work), { label: "node", value: node }));
}

/** A message too many is no reason not to go on. */
async function attemptSilence({ options: { log, signal } }: Work, ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask();
  } catch (thrown) {
    signal.throwIfAborted();
    log.warn(`messages about it may be sent: ${messageOf(thrown)}`);
  }
}

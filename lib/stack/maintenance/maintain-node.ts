import { connectCluster, type ClusterConnection } from "../../cluster/connect-cluster.ts";
import { createLog } from "@hearth/kernel/log.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { moveJob } from "../../jobs/move-job.ts";
import { makeBackup } from "../../memory/make-backup.ts";
import { stackCommand } from "../../stack-command.ts";
import type { BringUpOptions } from "../bring-up.ts";
import { findStackDrift } from "../find-stack-drift.ts";
import type { Stack } from "../load-stack.ts";
import { stackStatusReader } from "../stack-status-reader.ts";
import type { DrainEffect } from "./drain-effects.ts";
import { forgetRecord, writeRecord, type MaintenanceRecord } from "./maintenance-record.ts";
import {
  findNode,
  patienceMs,
  restarts,
  runningOn,
  type MaintainOptions,
  type MaintenancePlan,
} from "./plan-maintenance.ts";
import { bootMark, rebootNode } from "./reboot-node.ts";
import { beSilent, endSilence } from "./silence-node.ts";
import { upgradePackages, type Package } from "./upgrade-packages.ts";

const movedLimitMs = 300_000;
/** A large model takes minutes to load. */
const healthyLimitMs = 900_000;
const verifyLimitMs = 300_000;

interface Work {
  readonly stack: Stack;
  readonly connection: ClusterConnection;
  readonly options: MaintainOptions;
  readonly effects: readonly DrainEffect[];
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
  let hasBegun = now.done.length > 0;
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
      hasBegun = true;
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
    const state = hasBegun ? `${node} gets no work now` : `nothing was done to ${node} yet`;
    log.warn(
      `${state}: go on with ${command(`node ${operation} ${node}`)}, or give up with ${command(`node undrain ${node}`)}`,
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

/** What was wrong before does not count as caused by this run. */
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
  await endSilence({ stack, connection, options: { ...options, deadlineMs: 0 } }, node);
}

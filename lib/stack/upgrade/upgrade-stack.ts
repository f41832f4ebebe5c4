import { chmodSync, copyFileSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { connectCluster, type ClusterConnection } from "../../cluster/connect-cluster.ts";
import { saveSnapshot } from "../../cluster/save-snapshot.ts";
import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import { makePrivateFolder } from "@hearth/kernel/private-folder.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { makeBackup } from "../../memory/make-backup.ts";
import { assertPreflight } from "../../preflight/assert-preflight.ts";
import { stackCommand } from "../../stack-command.ts";
import { prepareAll, type BringUpOptions } from "../bring-up.ts";
import { forgetFinished } from "../journal/begun-units.ts";
import { stackConfigFile, type Stack } from "../load-stack.ts";
import { readRecords } from "../maintenance/maintenance-record.ts";
import { findOffNodes, heldVariable, offVariable, withoutNodes } from "../off-nodes.ts";
import { preflightStack } from "../preflight-stack.ts";
import { prepareStack } from "../prepare-stack.ts";
import { stateFile } from "../pulumi/read-checkpoint.ts";
import { readScripts } from "../pulumi/read-scripts.ts";
import { runUpdate } from "../pulumi/run-update.ts";
import { forgetSettled } from "../settled-record.ts";
import { stackStatusReader } from "../stack-status-reader.ts";
import { formatStamp, ownStamp, readStamp, type VersionStamp } from "../version-stamp.ts";
import {
  backNotes,
  installedPrograms,
  isOlder,
  programChanges,
  wantedPrograms,
  type ProgramChange,
} from "./program-changes.ts";
import { changedNodes, upgradeOrder } from "./upgrade-order.ts";
import { readUpgradeRecord, writeUpgradeRecord, type UpgradeRecord } from "./upgrade-record.ts";

export interface UpgradePlan {
  /** Which Hearth brought the stack up; absent if it left no stamp. */
  readonly from?: VersionStamp;
  readonly to: VersionStamp;
  readonly programs: readonly ProgramChange[];
  /** One at a time, in this order, each with its units that change. */
  readonly order: readonly { readonly node: string; readonly units: readonly string[] }[];
  /** What follows when every machine is done: `job/gateway`. */
  readonly jobs: readonly string[];
  /** What may not go back; empty unless programs become older. */
  readonly notes: readonly string[];
}

export interface UpgradeOptions extends BringUpOptions {
  /** Go on with what was begun. */
  readonly resume: boolean;
  /** To a former version. */
  readonly back: boolean;
}

const patienceMs = 30_000;
const steadyLimitMs = 600_000;

/** What an upgrade would do. Changes nothing. Throws UPGRADE_REFUSED where it must not begin. */
export async function planUpgrade(stack: Stack, options: UpgradeOptions): Promise<UpgradePlan> {
  const { environment, log, signal, back, resume } = options;
  const to = await ownStamp();
  const from = readStamp(stack.folder);
  const programs = programChanges(installedPrograms(readScripts(stack.name)), wantedPrograms(stack.units));
  if (!back) requireForward(stack, { programs, from, to });
  const record = readUpgradeRecord(stack.folder);
  requireNoOther(stack, record, { resume, back });
  if (back) requireFormer(stack, record, to);
  prepareStack(stack, { planned: true });
  const { planned } = await log.step("look for what changes", () =>
    runUpdate(["preview"], {
      environment: { ...environment, HEARTH_SKIP_PREFLIGHT: "yes" },
      log,
      signal,
      stack: stack.name,
    }),
  );
  const resources = planned.map(({ resource }) => resource);
  const changed = changedNodes(resources, stack.cluster);
  const leaders = await leadersOf(connectCluster(stack.folder, { patienceMs, signal }));
  const order = upgradeOrder({ cluster: stack.cluster, changed: new Set(changed.keys()), leaders });
  return {
    ...(from && { from }),
    to,
    programs,
    order: order.map((node) => ({ node, units: changed.get(node) ?? [] })),
    jobs: resources.filter((resource) => resource.startsWith("job/")),
    notes: backNotes(programs),
  };
}

async function leadersOf({ nomad, consul }: ClusterConnection): Promise<readonly string[]> {
  const servers = await Promise.all([nomad.servers(), consul.servers()]);
  return servers.flat().flatMap(({ node, leader }) => (leader ? [node] : []));
}

interface Versions {
  readonly programs: readonly ProgramChange[];
  readonly from: VersionStamp | undefined;
  readonly to: VersionStamp;
}

function requireForward({ name }: Stack, { programs, from, to }: Versions): void {
  const older = programs
    .filter((change) => isOlder(change.to, change.from))
    .map((change) => `${change.program} ${change.from} → ${change.to}`);
  if (from !== undefined && isOlder(to.version, from.version)) older.unshift(`Hearth ${from.version} → ${to.version}`);
  if (older.length === 0) return;
  throw refused(
    `what is installed is newer: ${older.join(", ")}`,
    `To go back, run \`${stackCommand(name, "upgrade --back")}\`; add --dry-run to see what may not go back.`,
  );
}

function requireNoOther(
  { name, folder }: Stack,
  record: UpgradeRecord | undefined,
  { resume, back }: Pick<UpgradeOptions, "resume" | "back">,
): void {
  const [open] = readRecords(folder);
  if (open !== undefined) {
    throw refused(
      `${open.node} is being worked on (\`hearth node ${open.operation} ${open.node}\`)`,
      `Finish that, or run \`${stackCommand(name, `node undrain ${open.node}`)}\`.`,
    );
  }
  if (record === undefined || resume || back) return;
  throw refused(
    `an upgrade to ${formatStamp(record.to)} was begun and is not finished; done: ${record.done.join(", ") || "no machine"}`,
    `Go on with \`${stackCommand(name, "upgrade --resume")}\`, or go back with \`${stackCommand(name, "upgrade --back")}\`.`,
  );
}

/** The way back starts in the former checkout, since only that knows its own templates. */
function requireFormer({ name }: Stack, record: UpgradeRecord | undefined, to: VersionStamp): void {
  if (record === undefined || formatStamp(record.to) !== formatStamp(to)) return;
  const former = record.from?.commit;
  throw refused(
    `this is the Hearth that the upgrade went to: ${formatStamp(to)}`,
    `Check out the former one first (${former === undefined ? "the version that you ran before" : `git checkout ${former}`}), then run \`${stackCommand(name, "upgrade --back")}\` there; a Hearth without that command goes back with \`${stackCommand(name, "up")}\`.`,
  );
}

const refused = (message: string, hint: string): HearthError =>
  new HearthError({ code: "UPGRADE_REFUSED", message, hint });

/**
 * Brings every machine its new units, one at a time, each time until servers and jobs are well again; jobs keep their versions. What is
 * left then is a whole `up`. Stops at the first failure.
 */
export async function upgradeNodes(stack: Stack, plan: UpgradePlan, options: UpgradeOptions): Promise<void> {
  const { environment, log, signal } = options;
  const connection = connectCluster(stack.folder, { patienceMs, signal });
  let record = readUpgradeRecord(stack.folder);
  if (record === undefined || !options.resume) {
    const report = await stackStatusReader(stack)(signal);
    const sick = report.status.jobs.filter(({ healthy }) => !healthy).map(({ name }) => name);
    if (sick.length > 0) log.warn(`not healthy already: ${sick.join(", ")}`);
    const kept = await keepBefore(stack, connection, { log, signal, withMemory: !sick.includes("memory") });
    record = { version: 1, to: plan.to, startedAt: new Date().toISOString(), kept, done: [], sick };
    if (plan.from !== undefined) record = { ...record, from: plan.from };
  }
  const { sick } = record;
  await steady(stack, connection, { log, signal, sick, what: "every server and job well before it begins" });
  await prepareAll(stack, options);
  const off = await findOffNodes(stack, options);
  assertPreflight(await preflightStack(withoutNodes(stack, new Set(off)), { signal }));
  const order = plan.order.map(({ node }) => node).filter((node) => !off.includes(node));
  forgetSettled(stack.folder);
  writeUpgradeRecord(stack.folder, record);
  for (const [index, node] of order.entries()) {
    const later = order.slice(index + 1);
    try {
      await log.step(`upgrade ${node}`, (progress) =>
        runUpdate(["up", "--yes", "--skip-preview", `--target=**::${node}/*`], {
          stack: stack.name,
          log,
          signal,
          progress,
          environment: {
            ...environment,
            HEARTH_SKIP_PREFLIGHT: "yes",
            ...(later.length > 0 && { [heldVariable]: later.join(",") }),
            ...(off.length > 0 && { [offVariable]: off.join(",") }),
          },
        }),
      );
      await steady(stack, connection, { log, signal, sick, what: `servers and jobs well after ${node}` });
    } catch (thrown) {
      const done = record.done.length === 0 ? "no machine" : record.done.join(", ");
      const waiting = later.length === 0 ? "" : `; ${later.join(", ")} as before`;
      const command = (words: string): string => `\`${stackCommand(stack.name, words)}\``;
      log.warn(
        `stopped at ${node}; upgraded: ${done}${waiting}. Go on with ${command("upgrade --resume")}, or go back with ${command("upgrade --back")}`,
      );
      throw thrown;
    } finally {
      forgetFinished(stack);
    }
    record = { ...record, done: [...record.done.filter((each) => each !== node), node] };
    writeUpgradeRecord(stack.folder, record);
  }
}

interface Waiting {
  readonly log: BringUpOptions["log"];
  readonly signal: AbortSignal;
  readonly sick: readonly string[];
  readonly what: string;
}

/** Waits until all servers of Nomad and Consul are healthy, and every node and job that was. */
async function steady(stack: Stack, { nomad, consul }: ClusterConnection, { log, signal, sick, what }: Waiting) {
  const status = stackStatusReader(stack);
  await log.step(what, (progress) =>
    waitFor({ what, limitMs: steadyLimitMs, intervalMs: 2_000, signal }, async () => {
      const late = await Promise.all([nomad.servers(), consul.servers(), status(signal)]).then(
        ([ofNomad, ofConsul, report]) => [
          ...ofNomad.filter(({ healthy }) => !healthy).map(({ node }) => `Nomad on ${node}`),
          ...ofConsul.filter(({ healthy }) => !healthy).map(({ node }) => `Consul on ${node}`),
          ...report.status.nodes.filter((node) => !node.ready && node.off !== true).map(({ name }) => name),
          ...report.status.jobs
            .filter((job) => !job.healthy && job.waitsFor === undefined && !sick.includes(job.name))
            .map(({ name }) => name),
        ],
        (thrown: unknown) => {
          signal.throwIfAborted();
          return [messageOf(thrown).split("\n", 1)[0] ?? ""];
        },
      );
      progress(late.join(", "));
      return late.length === 0 ? ready(undefined) : notYet(`not yet: ${late.join(", ")}`);
    }),
  );
}

interface Keeping {
  readonly log: BringUpOptions["log"];
  readonly signal: AbortSignal;
  readonly withMemory: boolean;
}

/** Keeps on this computer what may be needed to go back; in a folder whose name is returned. It holds secrets. */
async function keepBefore(stack: Stack, connection: ClusterConnection, { log, signal, withMemory }: Keeping) {
  const { name, folder, jobs } = stack;
  const kept = join("before-upgrade", new Date().toISOString().replaceAll(/[:.]/g, "-"));
  const place = join(folder, kept);
  makePrivateFolder(join(folder, "before-upgrade"));
  makePrivateFolder(place);
  await log.step("keep what Nomad, Consul, Headscale and Pulumi know", async () => {
    await saveSnapshot(connection, { program: "nomad", file: join(place, "nomad.snap"), signal });
    await saveSnapshot(connection, { program: "consul", file: join(place, "consul.snap"), signal });
    const { overlay } = stack.cluster;
    const headscale = overlay.control === "headscale" ? [join(folder, `headscale-${overlay.node}.tar`)] : [];
    for (const file of [stateFile(name), stackConfigFile(name), stack.inventoryFile, ...headscale]) {
      if (!existsSync(file)) continue;
      copyFileSync(file, join(place, basename(file)));
      chmodSync(join(place, basename(file)), 0o600);
    }
  });
  if (withMemory && jobs.some((job) => job.name === "memory")) {
    await log.step("back up the memory", () => makeBackup({ folder, signal }));
  }
  return kept;
}

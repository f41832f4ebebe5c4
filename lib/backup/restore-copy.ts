import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { Log } from "@hearth/kernel/log.ts";
import { notYet, ready, waitFor } from "@hearth/kernel/wait.ts";
import { kvRowsSchema } from "@hearth/contracts/consul/consul-types.ts";
import type { ConsulKv } from "../consul/consul-api.ts";
import { registerJob } from "../jobs/register-job.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobDocument } from "../nomad/nomad-types.ts";
import type { BackupSource } from "../plan/kept-data.ts";
import { quote } from "../steps/quote.ts";
import type { BackupCopy } from "./copies.ts";
import { askNodeWell, type RunOnNode } from "./run-on-node.ts";

export interface RestoreTools {
  readonly run: RunOnNode;
  readonly nomad: NomadApi;
  readonly kv: Pick<ConsulKv, "get" | "put">;
  /** Returns when the Nomad job is healthy. Throws if it does not become so. */
  readonly untilHealthy: (job: string) => Promise<void>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Longer than any job's `kill_timeout`. */
const stopLimitMs = 90_000;

/**
 * A copy takes the place of a folder. It is fetched into a folder beside it and checked there first; the former data are removed only when
 * what uses the folder is healthy again, and put back if it does not become so. Throws BACKUP_FAILED.
 */
export async function restoreFolder(copy: BackupCopy, source: BackupSource, tools: RestoreTools): Promise<void> {
  const { run, log } = tools;
  const { node, id } = copy;
  const { name, folder, service } = source;
  const [fresh, former] = [`${folder}.restored`, `${folder}.before-${id}`];
  await log.step(`${name}: fetch ${id}`, () =>
    askNodeWell(run, node, `hearth-backup fetch ${[name, id, fresh].map(quote).join(" ")}\n`),
  );
  const users = service === undefined ? await jobsThatUse(source, tools) : [];
  await log.step(`${name}: stop`, () => stopUsers(node, { users, service }, tools));
  let isSwapped = false;
  try {
    await askNodeWell(run, node, swap({ into: folder, from: fresh, former }));
    isSwapped = true;
    await log.step(`${name}: start`, () => startUsers(node, { users, service }, tools));
  } catch (thrown) {
    // What was there comes back, whatever it was that went wrong.
    if (isSwapped) {
      await stopUsers(node, { users, service }, tools);
      await askNodeWell(run, node, swap({ into: folder, from: former, former: fresh }));
    }
    await startUsers(node, { users, service }, tools).catch((again: unknown) => {
      log.warn(`${name} does not start with its former data either: ${messageOf(again)}`);
    });
    throw new HearthError({
      code: "BACKUP_FAILED",
      at: node,
      message: `${name} was not healthy with copy ${id}: ${messageOf(thrown)}`,
      hint: `Its former data are back. The copy is in ${fresh} on ${node}; try an older one with \`--at\`.`,
      cause: thrown,
    });
  }
  await askNodeWell(run, node, `rm -rf ${quote(former)}\n`);
}

/** Every key of the copy is written; keys that are newer than it stay. Returns how many differed. */
export async function restoreKeys(copy: BackupCopy, { run, kv }: Pick<RestoreTools, "run" | "kv">): Promise<number> {
  const lines = await askNodeWell(run, copy.node, `hearth-backup print consul ${quote(copy.id)} keys.json\n`);
  let changed = 0;
  for (const { key, value } of kvRowsSchema.parse(JSON.parse(lines.join("\n")))) {
    if ((await kv.get(key)) === value) continue;
    await kv.put(key, value);
    changed += 1;
  }
  return changed;
}

interface Users {
  readonly users: readonly JobDocument[];
  readonly service: string | undefined;
}

/** The Nomad jobs that have the folder open, as they are registered. */
async function jobsThatUse({ jobs }: BackupSource, { nomad }: RestoreTools): Promise<readonly JobDocument[]> {
  const found = await Promise.all(jobs.map((id) => nomad.document(id)));
  return found.flatMap((job) => job ?? []);
}

async function stopUsers(node: string, { users, service }: Users, { run, nomad, signal }: RestoreTools): Promise<void> {
  if (service !== undefined) await askNodeWell(run, node, `systemctl stop ${quote(service)}\n`);
  for (const { ID } of users) {
    await nomad.stop(ID);
    await waitFor({ what: `the end of ${ID}`, limitMs: stopLimitMs, intervalMs: 500, signal }, async () => {
      const running = (await nomad.allocations(ID)).some(({ ClientStatus }) =>
        ["running", "pending"].includes(ClientStatus),
      );
      return running ? notYet("it still runs") : ready(undefined);
    });
  }
}

async function startUsers(node: string, { users, service }: Users, tools: RestoreTools): Promise<void> {
  const { run, nomad, untilHealthy } = tools;
  if (service !== undefined) {
    // A service that cannot read its data ends within a moment.
    const script = `systemctl start ${quote(service)} && sleep 3 && systemctl is-active --quiet ${quote(service)}\n`;
    await askNodeWell(run, node, script);
  }
  for (const job of users) {
    const { JobModifyIndex: index } = await nomad.plan({ ...job, Stop: false });
    await registerJob(nomad, { ...job, Stop: false }, index);
    await untilHealthy(job.ID);
  }
}

interface Swap {
  readonly into: string;
  readonly from: string;
  readonly former: string;
}

/** Two renames in one file system; if the second fails, the first is taken back. */
const swap = ({ into, from, former }: Swap): string => `set -eu
into=${quote(into)} from=${quote(from)} former=${quote(former)}
rm -rf "$former"
[ ! -e "$into" ] || mv -T "$into" "$former"
mv -T "$from" "$into" || {
  [ ! -e "$former" ] || mv -T "$former" "$into"
  exit 1
}
`;

import { connectCluster } from "../../cluster/connect-cluster.ts";
import { shareConnection } from "../../ssh/share-connection.ts";
import { buildDepot } from "../../depot/build-depot.ts";
import { artifactsOf } from "../../jobs/load-definitions.ts";
import { expiryWarning } from "../../secrets/certificate-expiry.ts";
import { findDocker } from "../../lab/docker/find-docker.ts";
import { messageOf } from "@hearth/kernel/errors.ts";
import type { StatusReport } from "../../status/status.ts";
import { installPrograms } from "../install-programs.ts";
import type { BringUpOptions } from "../bring-up.ts";
import { jobSpecs } from "../job-specs.ts";
import { abandonedUnits } from "../journal/begun-units.ts";
import { declaredNames } from "../journal/declared-names.ts";
import type { Stack } from "../load-stack.ts";
import { prepareStack } from "../prepare-stack.ts";
import { isLocked } from "../pulumi/release-dead-run.ts";
import { stackStatusReader } from "../stack-status-reader.ts";
import { probeNodes, type NodeProbe } from "./probe-nodes.ts";
import { readSettled, type SettledRecord } from "../settled-record.ts";
import { differingParts, stackDigest } from "../stack-digest.ts";

/** Whether `up` has nothing to do. */
export type Settled<T> =
  | { readonly settled: true; readonly resources: number; readonly report: StatusReport; readonly proof: T }
  /** Why the engine has to run. */
  | { readonly settled: false; readonly because: string };

export interface CheckSettledOptions<T> extends BringUpOptions {
  /** The chat question that ends every `up`; here it runs beside the other checks. */
  readonly prove: () => Promise<T>;
}

/**
 * Checks, without Pulumi, everything that an `up` would notice: whether all that it reads, the nodes and the jobs are unchanged
 * since the last successful one. If anything differs or cannot be checked, the full `up` has to run; a failed check is a reason
 * rather than an error, because the full `up` reports it better. docs/decisions/0020-settled-up.md lists what is covered.
 */
export async function checkSettled<T>(stack: Stack, options: CheckSettledOptions<T>): Promise<Settled<T>> {
  const record = readSettled(stack.folder);
  if (record === undefined) return { settled: false, because: "the last up did not succeed" };
  try {
    return (await findChange(stack, record, options)) ?? (await lookAround(stack, record, options));
  } catch (thrown) {
    options.signal.throwIfAborted();
    return { settled: false, because: messageOf(thrown).split("\n", 1)[0] ?? "" };
  }
}

type NotSettled = Extract<Settled<unknown>, { settled: false }>;

/** What has changed on this machine, if anything. As in every `up`, damaged programs and packs are made again. */
async function findChange(
  stack: Stack,
  record: SettledRecord,
  { log, signal }: BringUpOptions,
): Promise<NotSettled | undefined> {
  await installPrograms(stack, { log, signal });
  await buildDepot(artifactsOf(stack.jobs, stack.cluster), { stackFolder: stack.folder, log });
  prepareStack(stack);
  const because = changeSince(stack, record);
  return because === undefined ? undefined : { settled: false, because };
}

/** Why Pulumi might have something to do, judged only from files on this machine. */
function changeSince(stack: Stack, { digest }: SettledRecord): string | undefined {
  if (isLocked(stack.name)) return "another run is working on this stack, or was interrupted";
  if (abandonedUnits(stack, declaredNames(stack.units, jobSpecs(stack))).length > 0)
    return "units that are no longer wanted have to be undone";
  const expiry = expiryWarning(stack.folder);
  if (expiry !== undefined) return expiry;
  const changed = differingParts(digest, stackDigest(stack));
  return changed.length === 0 ? undefined : `changed since the last up: ${changed.join(", ")}`;
}

/**
 * How many resources Pulumi would find unchanged, for a preview that need not run it; undefined if it may find a change. A
 * preview never looks at the machines.
 */
export function unchangedResources(stack: Stack): number | undefined {
  const record = readSettled(stack.folder);
  return record !== undefined && changeSince(stack, record) === undefined ? record.resources : undefined;
}

/** All checks over the network, at the same time. */
async function lookAround<T>(
  stack: Stack,
  { marks, resources }: SettledRecord,
  { prove, signal }: CheckSettledOptions<T>,
): Promise<Settled<T>> {
  const probe = probeNodes(stack, { signal });
  const readStatus = stackStatusReader(stack, { read: probe.hosts });
  const { access } = connectCluster(stack.folder);
  const shared = shareConnection(access.nodes[0] ?? "", access.sshConfigFile);
  const [problem, report, proof] = await Promise.all([
    firstProblem(stack, marks, probe),
    shared.then(() => readStatus(signal)),
    shared.then(prove),
  ]);
  if (problem !== undefined) return { settled: false, because: problem };
  const [unhealthy] = report.problems;
  return report.status.healthy
    ? { settled: true, resources, report, proof }
    : { settled: false, because: unhealthy ?? "the cluster is not healthy" };
}

async function firstProblem(
  stack: Stack,
  marks: SettledRecord["marks"],
  probe: NodeProbe,
): Promise<string | undefined> {
  const [preflight, found, docker] = await Promise.all([
    probe.preflight,
    probe.marks,
    stack.cluster.nodesFrom === "lab" ? findDocker() : undefined,
  ]);
  if (!preflight.ok) return "a check of preflight failed";
  if (stack.cluster.nodesFrom === "lab" && docker === undefined) return "no Docker daemon answers";
  const other = stack.cluster.nodes.find(({ name }) => marks[name] === undefined || marks[name] !== found[name]);
  return other === undefined ? undefined : `${other.name} has changed since the last up`;
}

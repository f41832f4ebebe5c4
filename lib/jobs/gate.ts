import { waitForConsul } from "../cluster/wait-for-consul.ts";
import type { ConsulApi } from "../consul/consul-api.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { jobDifferences } from "../nomad/job-differences.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import type { JobDocument, RegisteredJob } from "../nomad/nomad-types.ts";
import { placementReasons } from "../nomad/placement-reasons.ts";
import { notYet, ready, waitFor, type Clock, type Probe } from "@hearth/kernel/wait.ts";
import { checkedJob } from "./apply-job.ts";
import type { JobSpec } from "./define-job.ts";
import { failureEvidence } from "./failure-evidence.ts";
import { probeAllocations } from "./probe-allocations.ts";
import { probeServices } from "./probe-services.ts";
import { registerAgain } from "./register-again.ts";
import { failedForWantOfConsul } from "./want-of-consul.ts";

export interface GateOptions {
  readonly nomad: NomadApi;
  readonly consul: Pick<ConsulApi, "health" | "takesLogins">;
  readonly clock?: Clock;
  /** Called with what is being waited for, when that changes. */
  readonly progress?: (note: string) => void;
  readonly signal?: AbortSignal;
}

/** A state that waiting will not change into the wanted one. */
class PermanentFailure extends Error {
  /** The index of the failed registration, if known. */
  readonly registrationIndex: number | undefined;

  constructor(message: string, registrationIndex?: number) {
    super(message);
    this.registrationIndex = registrationIndex;
  }
}

/** How often a job is retried that Consul refused at its start. */
const retries = 2;
const consulLimitMs = 60_000;

/**
 * Waits until the job of the spec runs and its services pass in Consul. Throws JOB_FAILED with the task's events and last lines
 * as soon as Nomad has given up on it or reverted to the version before, or when time is up. A job whose tasks were never started
 * because they could not log in to Consul is registered again once Consul has a leader.
 */
export async function waitForGate(spec: JobSpec, options: GateOptions): Promise<void> {
  const { nomad, consul, progress } = options;
  const job = await checkedJob(nomad, spec);
  for (let left = retries; ; left -= 1) {
    const failure = await watch(spec, job, options);
    if (failure === undefined) return;
    const mayBeTried = left > 0 && failure instanceof PermanentFailure;
    if (!mayBeTried || !failedForWantOfConsul(await nomad.allocations(spec.id), failure.registrationIndex)) {
      throw await jobFailed(nomad, spec, failure);
    }
    progress?.("Consul refused its tasks, so it is started again");
    await waitForConsul(new Map([["the cluster", consul]]), { limitMs: consulLimitMs, ...clockOf(options) });
    await registerAgain(nomad, job);
  }
}

const clockOf = ({ clock, signal }: GateOptions): Pick<GateOptions, "clock" | "signal"> => defined({ clock, signal });

/** Why the gate stays closed; undefined once it is open. */
async function watch(spec: JobSpec, job: JobDocument, options: GateOptions): Promise<Error | undefined> {
  const { nomad, consul, progress } = options;
  try {
    const index = await registeredIndex(nomad, job);
    const wait = { what: `job ${spec.id}`, limitMs: spec.gate.limitMs, intervalMs: 1_000, ...clockOf(options) };
    await waitFor(wait, async () => {
      const seen = await probeJob(options, { spec, job, index });
      const result = seen.ready ? await probeServices(consul, spec.gate.services) : seen;
      if (!result.ready) progress?.(result.because);
      return result;
    });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof PermanentFailure || (thrown instanceof HearthError && thrown.code === "WAIT_TIMEOUT"))
      return thrown;
    throw thrown;
  }
}

async function jobFailed(nomad: NomadApi, spec: JobSpec, thrown: Error): Promise<HearthError> {
  const evidence = await failureEvidence(nomad, spec.id);
  return new HearthError({
    code: "JOB_FAILED",
    at: `job ${spec.id}`,
    message: evidence === "" ? thrown.message : `${thrown.message}\n${evidence}`,
    hint: `See more with \`hearth logs ${spec.id}\`; when the cause is gone, run \`hearth up\` again.`,
    cause: thrown,
  });
}

/** The index of the registration that matches the spec. A job that differs has been changed since, most likely by Nomad's revert. */
async function registeredIndex(nomad: NomadApi, job: JobDocument): Promise<number> {
  const plan = await nomad.plan(job);
  if (plan.JobModifyIndex === 0) throw new PermanentFailure("is not registered");
  const [difference] = jobDifferences(plan.Diff);
  if (difference !== undefined) throw new PermanentFailure(`Nomad runs another version of it (${difference})`);
  return plan.JobModifyIndex;
}

interface Expected {
  readonly spec: JobSpec;
  readonly job: JobDocument;
  readonly index: number;
}

async function probeJob({ nomad, consul }: GateOptions, { spec, job, index }: Expected): Promise<Probe<undefined>> {
  const registered = await nomad.job(spec.id);
  if (registered === undefined) throw new PermanentFailure("is no longer registered");
  if (registered.JobModifyIndex !== index)
    throw new PermanentFailure("the new version failed and Nomad reverted to the one before", index);
  const deployment = await nomad.latestDeployment(spec.id);
  if (spec.kind !== "service" || deployment?.JobSpecModifyIndex !== index) return probeAllocations(nomad, registered);
  switch (deployment.Status) {
    case "successful":
      return ready(undefined);
    case "failed":
    case "cancelled": {
      // It may have recovered since, by a restart that came after the deadline.
      const allocations = await probeAllocations(nomad, registered);
      const services = await probeServices(consul, spec.gate.services);
      if (allocations.ready && services.ready) return ready(undefined);
      throw new PermanentFailure(deployment.StatusDescription, index);
    }
    default: {
      const [reason] = placementReasons((await nomad.plan(job)).FailedTGAllocs);
      return notYet(
        reason === undefined ? await lastEvent(nomad, registered) : `Nomad cannot place this job: ${reason}`,
      );
    }
  }
}

/** What Nomad's client last reported about the version that is starting. */
async function lastEvent(nomad: NomadApi, { ID, Version }: RegisteredJob): Promise<string> {
  const allocation = (await nomad.allocations(ID)).find(({ JobVersion }) => JobVersion === Version);
  const [event] = Object.values(allocation?.TaskStates ?? {}).flatMap((task) => task.Events.slice(-1));
  if (allocation === undefined || event === undefined) return "it has not started";
  return `${allocation.NodeName}: ${event.DisplayMessage}`;
}

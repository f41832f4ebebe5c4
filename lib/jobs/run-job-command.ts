import type { ConsulApi } from "../consul/consul-api.ts";
import type { Log } from "@hearth/kernel/log.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import { applyJob } from "./apply-job.ts";
import type { JobSpec } from "./define-job.ts";
import { forgetEnded } from "./forget-ended.ts";
import { waitForGate } from "./gate.ts";
import { stopJob } from "./stop-job.ts";

export const jobVerbs = ["apply", "gate", "stop"] as const;
export type JobVerb = (typeof jobVerbs)[number];

export interface JobCommandOptions {
  readonly nomad: NomadApi;
  readonly consul: ConsulApi;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Runs one of Pulumi's three commands for a job. Returns the line that Pulumi stores as its output. */
export async function runJobCommand(verb: JobVerb, spec: JobSpec, options: JobCommandOptions): Promise<string> {
  const { nomad, log } = options;
  switch (verb) {
    case "apply": {
      const { outcome, differences } = await log.step(`job ${spec.id}: register`, () => applyJob(nomad, spec));
      for (const difference of differences) log.detail(`job ${spec.id}: ${difference}`);
      return `${spec.id}: ${outcome}`;
    }
    case "gate":
      await log.step(`job ${spec.id}: healthy`, (progress) => waitForGate(spec, { ...options, progress }));
      for (const node of await forgetEnded(spec, options))
        log.detail(`job ${spec.id}: Consul forgets the one on ${node}`);
      return `${spec.id}: healthy`;
    case "stop":
      await log.step(`job ${spec.id}: stop`, () => stopJob(nomad, spec));
      return `${spec.id}: stopped`;
  }
}

import { z } from "zod";
import { HearthError } from "@hearth/kernel/errors.ts";
import type { ClusterClient } from "../http/cluster-client.ts";
import { expectFound, expectSuccess } from "../http/expect-success.ts";
import { readServerHealth, type ServerHealth } from "../http/server-health.ts";
import {
  allocationSchema,
  deploymentSchema,
  jobDocumentSchema,
  jobPlanSchema,
  nodeSchema,
  registeredJobSchema,
  registrationSchema,
  validationSchema,
  variableSchema,
  type Allocation,
  nodeAllocationSchema,
  type Deployment,
  type JobDocument,
  type JobPlan,
  type NodeAllocation,
  type NomadNode,
  type NomadVariable,
  type RegisteredJob,
  type Registration,
} from "./nomad-types.ts";

export interface RegisterOptions {
  /** The JobModifyIndex that the job must still have, 0 for a new job; otherwise the registration is refused. */
  readonly enforceIndex: number;
}

export interface LogRequest {
  readonly allocation: string;
  readonly task: string;
  readonly stream: "stdout" | "stderr";
  readonly lastBytes: number;
}

export interface VariableItems {
  readonly path: string;
  readonly items: Readonly<Record<string, string>>;
  /** The ModifyIndex that the variable must still have, 0 for a new one. */
  readonly checkIndex: number;
}

/** All of Nomad that Hearth uses. Every method throws API_REFUSED or NODE_UNREACHABLE. */
export interface NomadApi {
  /** `address:port` of the leader; undefined while there is none. */
  leader(): Promise<string | undefined>;
  nodes(): Promise<readonly NomadNode[]>;
  /** Converts HCL to Nomad's JSON with Nomad's own parser. Throws JOB_INVALID with its message, which names the line. */
  parse(hcl: string): Promise<JobDocument>;
  /** What Nomad finds wrong with the job; empty if it would be accepted. */
  validate(job: JobDocument): Promise<readonly string[]>;
  plan(job: JobDocument): Promise<JobPlan>;
  register(job: JobDocument, options: RegisterOptions): Promise<Registration>;
  /** Stops the job's tasks; does nothing if there is no such job. */
  stop(jobId: string): Promise<void>;
  /** Restarts the tasks of an allocation that run; those that have ended, such as one that prepares, are left alone. */
  restart(allocation: string): Promise<void>;
  /** Like `stop`, and forgets the job at once: its allocations can no longer be read. */
  purge(jobId: string): Promise<void>;
  job(jobId: string): Promise<RegisteredJob | undefined>;
  /** Undefined if the job never had one, such as system and batch jobs. */
  latestDeployment(jobId: string): Promise<Deployment | undefined>;
  /** Including those of former versions and those that have ended, newest first. */
  allocations(jobId: string): Promise<readonly Allocation[]>;
  /** The end of a task's log; empty if there is none, or if its node does not answer. */
  logs(request: LogRequest): Promise<string>;
  variable(path: string): Promise<NomadVariable | undefined>;
  putVariable(variable: VariableItems): Promise<void>;
  deleteVariable(path: string): Promise<void>;
  /** The public half of the token that is used. */
  ownAccessor(): Promise<string>;
  /** A new token with all rights; Nomad chooses its value. */
  createManagementToken(name: string): Promise<string>;
  deleteToken(accessorId: string): Promise<void>;
  /** The job as it was registered, to be registered again with a change. */
  document(jobId: string): Promise<JobDocument | undefined>;
  /** What Nomad has placed on a node, ended allocations included. */
  allocationsOn(nodeId: string): Promise<readonly NodeAllocation[]>;
  /** Has everything on a node stop, and start elsewhere where it may; what is left after the deadline is stopped at once. */
  drain(nodeId: string, options: { readonly deadlineMs: number }): Promise<void>;
  /** Ends a drain. Work may be placed on the node again if `eligible`. */
  endDrain(nodeId: string, options: { readonly eligible: boolean }): Promise<void>;
  /** Whether work may be placed on the node; what runs on it stays. */
  setEligible(nodeId: string, eligible: boolean): Promise<void>;
  /** Nomad's servers, as the leader sees them. */
  servers(): Promise<readonly ServerHealth[]>;
  /** Has the cluster forget a node: what ran there is placed elsewhere, and its client may no longer register. */
  purgeNode(id: string): Promise<void>;
}

/** Nomad's HTTP API over a client that supplies the address and the token. */
export function createNomadApi(client: ClusterClient): NomadApi {
  return {
    async leader() {
      const { status, json } = await client({ method: "GET", path: "/v1/status/leader" });
      return status < 300 && typeof json === "string" && json !== "" ? json : undefined;
    },
    async nodes() {
      return z.array(nodeSchema).parse(await expectSuccess(client, { method: "GET", path: "/v1/nodes" }));
    },
    async parse(hcl) {
      const body = { JobHCL: hcl, Canonicalize: true };
      const { status, json } = await client({ method: "POST", path: "/v1/jobs/parse", body });
      if (status >= 300) throw unparsable(status, json);
      return jobDocumentSchema.parse(json);
    },
    async validate(job) {
      const path = "/v1/validate/job";
      const answer = validationSchema.parse(await expectSuccess(client, { method: "PUT", path, body: { Job: job } }));
      return answer.ValidationErrors.length === 0 && answer.Error !== "" ? [answer.Error] : answer.ValidationErrors;
    },
    async plan(job) {
      const body = { Job: job, Diff: true };
      const path = `${jobPath(job.ID)}/plan`;
      return jobPlanSchema.parse(await expectSuccess(client, { method: "PUT", path, body }));
    },
    async register(job, { enforceIndex }) {
      const body = { Job: job, EnforceIndex: true, JobModifyIndex: enforceIndex };
      return registrationSchema.parse(await expectSuccess(client, { method: "PUT", path: "/v1/jobs", body }));
    },
    async stop(jobId) {
      await expectFound(client, { method: "DELETE", path: jobPath(jobId) });
    },
    async restart(allocation) {
      const path = `/v1/client/allocation/${allocation}/restart`;
      // Not `AllTasks`: with a task that prepares, none of the others may start again.
      await expectSuccess(client, { method: "PUT", path, body: {} });
    },
    async purge(jobId) {
      await expectFound(client, { method: "DELETE", path: jobPath(jobId), query: { purge: "true" } });
    },
    async job(jobId) {
      const json = await expectFound(client, { method: "GET", path: jobPath(jobId) });
      return json === undefined ? undefined : registeredJobSchema.parse(json);
    },
    async latestDeployment(jobId) {
      const json = await expectFound(client, { method: "GET", path: `${jobPath(jobId)}/deployment` });
      return deploymentSchema.nullish().parse(json) ?? undefined;
    },
    async allocations(jobId) {
      const path = `${jobPath(jobId)}/allocations`;
      const query = { all: "true" };
      const found = z.array(allocationSchema).parse(await expectSuccess(client, { method: "GET", path, query }));
      return found.sort((a, b) => b.CreateIndex - a.CreateIndex);
    },
    async logs({ allocation, task, stream, lastBytes }) {
      const path = `/v1/client/fs/logs/${allocation}`;
      const query = { task, type: stream, origin: "end", offset: String(lastBytes), plain: "true" };
      const { status, json } = await client({ method: "GET", path, query });
      return status < 300 && typeof json === "string" ? json : "";
    },
    async variable(path) {
      const json = await expectFound(client, { method: "GET", path: `/v1/var/${path}` });
      return json === undefined ? undefined : variableSchema.parse(json);
    },
    async putVariable({ path, items, checkIndex }) {
      const body = { Path: path, Items: items };
      await expectSuccess(client, { method: "PUT", path: `/v1/var/${path}`, query: { cas: String(checkIndex) }, body });
    },
    async deleteVariable(path) {
      await expectFound(client, { method: "DELETE", path: `/v1/var/${path}` });
    },
    async ownAccessor() {
      return tokenSchema.parse(await expectSuccess(client, { method: "GET", path: "/v1/acl/token/self" })).AccessorID;
    },
    async createManagementToken(name) {
      const body = { Name: name, Type: "management", Global: true };
      return tokenSchema.parse(await expectSuccess(client, { method: "PUT", path: "/v1/acl/token", body })).SecretID;
    },
    async deleteToken(accessorId) {
      await expectFound(client, { method: "DELETE", path: `/v1/acl/token/${accessorId}` });
    },
    async document(jobId) {
      const json = await expectFound(client, { method: "GET", path: jobPath(jobId) });
      return json === undefined ? undefined : jobDocumentSchema.parse(json);
    },
    async allocationsOn(nodeId) {
      const path = `/v1/node/${nodeId}/allocations`;
      return z.array(nodeAllocationSchema).parse((await expectSuccess(client, { method: "GET", path })) ?? []);
    },
    async drain(nodeId, { deadlineMs }) {
      const body = { DrainSpec: { Deadline: deadlineMs * nanoseconds, IgnoreSystemJobs: false } };
      await expectSuccess(client, { method: "PUT", path: `/v1/node/${nodeId}/drain`, body });
    },
    async endDrain(nodeId, { eligible }) {
      const body = { DrainSpec: null, MarkEligible: eligible };
      await expectSuccess(client, { method: "PUT", path: `/v1/node/${nodeId}/drain`, body });
    },
    async setEligible(nodeId, eligible) {
      const body = { Eligibility: eligible ? "eligible" : "ineligible" };
      await expectSuccess(client, { method: "PUT", path: `/v1/node/${nodeId}/eligibility`, body });
    },
    servers: () => readServerHealth(client),
    async purgeNode(id) {
      await expectFound(client, { method: "PUT", path: `/v1/node/${id}/purge` });
    },
  };
}

/** In a millisecond. */
const nanoseconds = 1_000_000;

const tokenSchema = z.object({ AccessorID: z.string(), SecretID: z.string() });

const jobPath = (jobId: string): string => `/v1/job/${encodeURIComponent(jobId)}`;

function unparsable(status: number, json: unknown): HearthError {
  const said = (typeof json === "string" ? json : JSON.stringify(json)).trim();
  return new HearthError({
    code: status === 400 || status === 500 ? "JOB_INVALID" : "API_REFUSED",
    message: `Nomad cannot parse the job: ${said}`,
    hint: "Correct the job's template in templates/jobs; `hearth plan` shows what it renders to.",
  });
}

import { nodesThatMayBeOff } from "../jobs/waiting-for.ts";
import { jobKeyFile } from "../cluster/access-files.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import { portNumber } from "../config/shape/ports.ts";
import type { ConsulApi } from "../consul/consul-api.ts";
import type { NomadApi } from "../nomad/nomad-api.ts";
import { count } from "@hearth/kernel/count.ts";
import { systemClock, type Clock } from "@hearth/kernel/wait.ts";
import { attempt } from "./attempt.ts";
import { judgeJob, standOnNodes, waitForNodes, type ExpectedJob, type JobVerdict } from "./judge-job.ts";
import { judgeNodes } from "./judge-nodes.ts";
import { lookAtNode, type LookOptions } from "./look-at-node.ts";
import type { StatusReport } from "./status.ts";

export interface StatusOptions extends Omit<LookOptions, "domain"> {
  readonly nomad: NomadApi;
  readonly consul: Pick<ConsulApi, "leader" | "health">;
  /** What has to run. */
  readonly jobs: readonly ExpectedJob[];
  readonly clock?: Clock;
}

/** Long enough to get past two dead nodes on the way to the APIs, short enough to report within 30 s. */
const apiLimitMs = 20_000;

/**
 * Whether every node is ready, and every job runs with its checks passing. Asks the nodes themselves, Nomad and Consul at the
 * same time, because each notices different failures first. What does not answer becomes a problem in the report; throws only
 * when aborted.
 */
export async function readStatus(cluster: Cluster, options: StatusOptions): Promise<StatusReport> {
  const { nomad, consul, jobs, stackFolder, clock = systemClock } = options;
  const start = clock.now();
  const [views, nomadNodes, leaders, asked] = await Promise.all([
    Promise.all(cluster.nodes.map(({ name }) => lookAtNode(name, { ...options, domain: cluster.domain }))),
    attempt(nomad.nodes(), apiLimitMs),
    Promise.all([leaderProblem("Nomad", nomad), leaderProblem("Consul", consul)]),
    Promise.all(jobs.map((job) => askForJob(job, options))),
  ]);
  const { nodes, problems } = judgeNodes(views, nomadNodes, nodesThatMayBeOff(cluster));
  const off = new Set(nodes.filter((node) => node.off).map(({ name }) => name));
  const lost = new Set(nodes.filter(({ ready }) => !ready).map(({ name }) => name));
  const verdicts = jobs.map((job, index) =>
    waitForNodes(standOnNodes(asked[index] ?? unknown(job, "it was not checked"), job, lost), job, off),
  );
  const statuses = verdicts.map(({ status }) => status);
  const jobProblems = verdicts.flatMap(({ status, because }) =>
    because === undefined
      ? []
      : [`job ${status.name} is ${status.reduced === undefined ? "not healthy" : "reduced"}: ${because}`],
  );
  // Where nobody could be asked, each job would only repeat why.
  const isSilent = leaders.every((found) => found.some((problem) => problem.includes("could not be reached")));
  const told =
    isSilent && jobs.length > 0
      ? [`${count(jobs.length, "job")} could not be checked, since neither Nomad nor Consul answers`]
      : jobProblems;
  const all = [...leaders.flat(), ...problems, ...told];
  return {
    status: {
      healthy: all.length === 0,
      nodes,
      jobs: statuses,
      gateway: {
        url: gatewayUrl(cluster),
        keyFile: jobKeyFile(stackFolder, "gateway"),
      },
      seconds: Math.round((clock.now() - start) / 100) / 10,
    },
    problems: all,
  };
}

async function leaderProblem(name: string, api: Pick<NomadApi, "leader">): Promise<readonly string[]> {
  const leader = await attempt(api.leader(), apiLimitMs);
  if (!leader.ok) return [`${name} could not be reached: ${leader.because}`];
  return leader.value === undefined ? [`${name} has no leader`] : [];
}

async function askForJob(job: ExpectedJob, options: StatusOptions): Promise<JobVerdict> {
  const verdict = await attempt(judgeJob(job, options), apiLimitMs);
  return verdict.ok ? verdict.value : unknown(job, verdict.because);
}

const unknown = ({ name }: ExpectedJob, because: string): JobVerdict => ({
  status: { name, healthy: false, node: null },
  because,
});

/** By the name that follows it from node to node. */
const gatewayUrl = ({ domain, ports }: Cluster): string => `https://gateway.${domain}:${portNumber(ports, "gateway")}`;

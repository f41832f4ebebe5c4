import { nodesNeededBy } from "../jobs/waiting-for.ts";
import type { Cluster } from "../config/derive/cluster.ts";
import type { JobSpec } from "../jobs/define-job.ts";
import { expertService } from "../jobs/llama.ts";
import type { ExpectedJob } from "./judge-job.ts";

/** What has to run according to the plan; an expert also depends on the nodes of its workers. */
export function expectedJobs(
  { experts }: Pick<Cluster, "experts">,
  specs: readonly Pick<JobSpec, "id" | "gate">[],
): readonly ExpectedJob[] {
  const workers = new Map(experts.map((expert) => [expertService(expert), expert.workers]));
  const needed = nodesNeededBy({ experts });
  return specs.map(({ id, gate }) => ({
    name: id,
    services: gate.services,
    nodes: workers.get(id) ?? [],
    places: needed.get(id) ?? [],
  }));
}

import type { Cluster } from "../config/derive/cluster.ts";
import type { Scrape } from "./endpoint.ts";
import { runsOn } from "./endpoints-on.ts";
import type { Role } from "./role.ts";

/** What Prometheus scrapes at fixed addresses: an endpoint of a role, on every node that has the role. */
export interface ScrapeTarget extends Omit<Scrape, "as"> {
  /** The label `job` of its series. */
  readonly job: string;
  readonly path: string;
  /** `host:port` */
  readonly targets: readonly string[];
}

/** Sorted by name, with those that require a token last. Without services of jobs, which Prometheus finds in Consul. */
export function scrapesOf(roles: readonly Role[], cluster: Cluster): readonly ScrapeTarget[] {
  const byJob = new Map<string, ScrapeTarget>();
  for (const role of roles) {
    for (const node of cluster.nodes.filter((candidate) => runsOn(role, cluster, candidate))) {
      for (const { name, port, metrics: path, scrape = {} } of role.endpoints(cluster, node)) {
        if (path === undefined) continue;
        const { as: job = name, ...how } = scrape;
        const { targets = [] } = byJob.get(job) ?? {};
        byJob.set(job, { ...how, job, path, targets: [...targets, `${node.name}.${cluster.domain}:${port}`] });
      }
    }
  }
  const rank = ({ consulToken, job }: ScrapeTarget): string => `${consulToken === true ? 1 : 0} ${job}`;
  return [...byJob.values()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

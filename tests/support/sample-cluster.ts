import { join } from "node:path";
import type { Cluster } from "../../lib/config/derive/cluster.ts";
import { loadCluster } from "../../lib/config/load-cluster.ts";
import { root } from "../../lib/paths.ts";
import { loadDefinitions } from "../../lib/jobs/load-definitions.ts";

/** The lab's own inventory as a cluster: the sample that unit tests of roles, jobs and plans share. Options of roles are as written. */
const { declared } = await loadDefinitions();
const { ports, jobOptions, optionalJobs = [], serviceNames } = declared;

export const sampleCluster = (): Cluster =>
  loadCluster(join(root, "stacks", "lab.inventory.yaml"), {
    declared: { ports, jobOptions, optionalJobs, serviceNames },
  });

import { join } from "node:path";
import type { Cluster } from "../../lib/config/derive/cluster.ts";
import { loadCluster } from "../../lib/config/load-cluster.ts";
import { root } from "../../lib/paths.ts";

/** The lab's own inventory as a cluster: the sample that unit tests of roles, jobs and plans share. */
export const sampleCluster = (): Cluster => loadCluster(join(root, "stacks", "lab.inventory.yaml"));

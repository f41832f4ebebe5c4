import { count } from "@hearth/kernel/count.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { checkConfiguration, type ConfigurationOptions } from "./check-configuration.ts";
import type { Cluster } from "./derive/cluster.ts";
import { formatFinding } from "./read/finding.ts";

/**
 * The cluster that an inventory file describes. Fails with one CONFIG_INVALID that lists every finding, a line each, or with
 * CONFIG_UNREADABLE.
 */
export function loadCluster(file: string, options: ConfigurationOptions = {}): Cluster {
  const { findings, cluster } = checkConfiguration(file, options);
  if (cluster !== undefined) return cluster;
  throw new HearthError({
    code: "CONFIG_INVALID",
    message: [`${count(findings.length, "finding")} in the configuration`, ...findings.map(formatFinding)].join("\n  "),
    hint: `Correct the file, then run \`hearth config check ${file}\`; docs/inventory.md explains every key.`,
  });
}

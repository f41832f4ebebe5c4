import { count } from "@hearth/kernel/count.ts";
import { defined } from "@hearth/kernel/defined.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { checkConfiguration, type ConfigurationOptions } from "./check-configuration.ts";
import type { CheckedConfiguration } from "./check-inventory.ts";
import type { Cluster } from "./derive/cluster.ts";
import { formatFinding } from "./read/finding.ts";

/** A valid configuration. */
export type LoadedConfiguration = Required<Pick<CheckedConfiguration, "cluster" | "written">> &
  Pick<CheckedConfiguration, "placement">;

/**
 * An inventory and the cluster that it describes. Throws one CONFIG_INVALID that lists every finding, one on each line, or
 * CONFIG_UNREADABLE.
 */
export function loadConfiguration(file: string, options: ConfigurationOptions): LoadedConfiguration {
  const { findings, cluster, written, placement } = checkConfiguration(file, options);
  if (cluster !== undefined && written !== undefined) return { cluster, written, ...defined({ placement }) };
  throw new HearthError({
    code: "CONFIG_INVALID",
    message: [`${count(findings.length, "finding")} in the configuration`, ...findings.map(formatFinding)].join("\n  "),
    hint: `Correct the file, then run \`hearth config check ${file}\`; docs/inventory.md explains every key.`,
  });
}

/** Only the cluster. */
export const loadCluster = (file: string, options: ConfigurationOptions): Cluster =>
  loadConfiguration(file, options).cluster;

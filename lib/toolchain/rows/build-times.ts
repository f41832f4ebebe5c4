import type { ToolName } from "./table.ts";

/**
 * How long the builds from Go modules took on two cores at 2.1 GHz with empty caches, in seconds, modules fetched: what remains of a
 * first run is estimated from their proportions.
 */
export const buildSeconds: Readonly<Partial<Record<ToolName, number>>> = {
  pulumi: 211,
  "pulumi-language-nodejs": 60,
  "pulumi-resource-command": 31,
  tailscale: 60,
  headscale: 107,
  consul: 219,
  nomad: 300,
};

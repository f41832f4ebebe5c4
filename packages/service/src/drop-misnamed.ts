/** prom-client's own that end like counters and are none, which Prometheus' check of names does not like. */
const misnamed = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

/** Takes them out of a registry of prom-client's. */
export function dropMisnamed(registry: { removeSingleMetric(name: string): void }): void {
  for (const name of misnamed) registry.removeSingleMetric(name);
}

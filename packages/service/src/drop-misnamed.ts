/** prom-client's gauges whose names end like counters, which Prometheus' linter rejects. */
const misnamed = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

/** Removes them from a prom-client registry. */
export function dropMisnamed(registry: { removeSingleMetric(name: string): void }): void {
  for (const name of misnamed) registry.removeSingleMetric(name);
}

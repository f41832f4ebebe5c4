import type { Route } from "../../domain/route.ts";
import type { GatewayMetrics } from "../../observe/metrics/gateway-metrics.ts";

/** `GET /metrics` in Prometheus' text format. */
export function metricsRoute(metrics: Pick<GatewayMetrics, "text" | "contentType">, access: Route["access"]): Route {
  return {
    method: "GET",
    path: "/metrics",
    access,
    async handle({ response }) {
      const text = await metrics.text();
      response.writeHead(200, { "content-type": metrics.contentType });
      response.end(text);
    },
  };
}

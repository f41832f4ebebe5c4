import type { Handler } from "../../domain/route.ts";
import type { GatewayMetrics } from "../../observe/metrics/gateway-metrics.ts";

/** `GET /metrics` in Prometheus' text format. */
export const metricsHandler =
  (metrics: Pick<GatewayMetrics, "text" | "contentType">): Handler =>
  async ({ response }) => {
    const text = await metrics.text();
    response.writeHead(200, { "content-type": metrics.contentType });
    response.end(text);
  };

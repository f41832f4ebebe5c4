import type { Handler } from "../../domain/route.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";

export interface HealthSources {
  /** Experts with at least one passing instance. */
  readonly healthyExperts: () => number;
  /** True once Consul has been read: the experts are known. */
  readonly complete: () => boolean;
  readonly consulConnected: () => boolean;
  readonly draining: () => boolean;
}

/**
 * `/health`: the process is alive. It depends on nothing else, so a slow cluster does not get the gateway restarted.
 * `/health/ready`: whether to send requests: 503 until the experts are known and while draining.
 */
export function healthHandlers(sources: HealthSources): Readonly<Record<"health" | "ready", Handler>> {
  const { healthyExperts, complete, consulConnected, draining } = sources;
  const components = (): object => ({
    consul: consulConnected() ? "connected" : "away",
    experts: healthyExperts(),
  });
  return {
    health: ({ response }) => sendJson(response, 200, { status: "ok", components: components() }),
    ready({ response }) {
      const status = draining() ? "draining" : complete() ? "ready" : "starting";
      sendJson(response, status === "ready" ? 200 : 503, { status, components: components() });
    },
  };
}

import type { Route } from "../../domain/route.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";

export interface HealthSources {
  /** Experts with at least one passing instance. */
  readonly healthyExperts: () => number;
  /** The experts are known: Consul has been read once. */
  readonly complete: () => boolean;
  readonly consulConnected: () => boolean;
  readonly draining: () => boolean;
}

/**
 * `/health` says that the process serves; it asks nobody, so a slow cluster does not get the gateway restarted.
 * `/health/ready` says whether to send it requests: 503 before the experts are known and while it drains.
 */
export function healthRoutes({ healthyExperts, complete, consulConnected, draining }: HealthSources): readonly Route[] {
  const components = (): object => ({
    consul: consulConnected() ? "connected" : "away",
    experts: healthyExperts(),
  });
  return [
    {
      method: "GET",
      path: "/health",
      access: "open",
      handle: ({ response }) => sendJson(response, 200, { status: "ok", components: components() }),
    },
    {
      method: "GET",
      path: "/health/ready",
      access: "open",
      handle({ response }) {
        const status = draining() ? "draining" : complete() ? "ready" : "starting";
        sendJson(response, status === "ready" ? 200 : 503, { status, components: components() });
      },
    },
  ];
}

import { HearthError, messageOf } from "@hearth/kernel/errors.ts";
import type { ClusterClient } from "./cluster-client.ts";

/** A way to the cluster, by the name of the node it goes through. */
export interface Route {
  readonly node: string;
  readonly client: ClusterClient;
}

/**
 * Sends each request through the node that answered last, and through the next one if that does not answer. A request may thus
 * arrive twice; all of ours are safe to repeat, because those that must not happen twice carry the index they rely on. Throws
 * NODE_UNREACHABLE with every node's reason.
 */
export function failoverClient(routes: readonly Route[]): ClusterClient {
  let preferred = 0;
  return async (request) => {
    const reasons: string[] = [];
    for (let attempt = 0; attempt < routes.length; attempt += 1) {
      const index = (preferred + attempt) % routes.length;
      const route = routes[index];
      if (route === undefined) break;
      try {
        const response = await route.client(request);
        preferred = index;
        return response;
      } catch (thrown) {
        reasons.push(`${route.node}: ${messageOf(thrown)}`);
      }
    }
    throw new HearthError({
      code: "NODE_UNREACHABLE",
      message: `no node of the cluster could be reached, to ask for ${request.path}\n${reasons.map((reason) => `  ${reason}`).join("\n")}`,
      hint: "Start a node that runs Nomad and Consul, and check with `hearth status` what answers.",
    });
  };
}

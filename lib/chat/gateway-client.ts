import { sendToService } from "../cluster/send-to-service.ts";
import type { ServiceEndpoint } from "../cluster/service-endpoint.ts";
import type { ClusterClient } from "../http/cluster-client.ts";
import { jsonClient } from "../http/json-client.ts";

/** The gateway's API through its node. Throws NODE_UNREACHABLE if it does not answer; a refusal counts as an answer. */
export function gatewayClient(gateway: ServiceEndpoint): ClusterClient {
  return jsonClient((request) => sendToService(gateway, { ...request, silenceMs: 300_000 }));
}

import type { ClusterClient } from "../http/cluster-client.ts";
import { HearthError } from "@hearth/kernel/errors.ts";
import { requestListSchema, type RequestEntry } from "./request-entry.ts";

export interface RequestQuery {
  /** 1 to 1,000. */
  readonly limit: number;
  /** Only those that went wrong. */
  readonly failed: boolean;
}

/** The newest requests to a gateway that the key may see. Throws API_REFUSED with the gateway's message, or NODE_UNREACHABLE. */
export async function readRequests(
  gateway: ClusterClient,
  { limit, failed }: RequestQuery,
): Promise<readonly RequestEntry[]> {
  const query = { limit: `${limit}`, ...(failed ? { failed: "1" } : {}) };
  const { status, json } = await gateway({ method: "GET", path: "/v1/requests", query });
  if (status === 200) return requestListSchema.parse(json).data;
  const said = typeof json === "string" ? json : JSON.stringify(json);
  throw new HearthError({
    code: "API_REFUSED",
    message: `the gateway answered ${status}: ${said.slice(0, 500)}`,
    hint: "The gateway may be of another version than this checkout: run `hearth up` to update it.",
  });
}

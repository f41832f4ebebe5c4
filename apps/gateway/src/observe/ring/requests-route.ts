import type { IncomingMessage } from "node:http";
import type { Handler } from "../../domain/route.ts";
import { queryOf } from "@hearth/service/http/request-url.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { RequestRecord } from "../record/request-record.ts";
import type { RequestRing } from "./request-ring.ts";
import type { RequestsConfig } from "@hearth/contracts/gateway/requests-config.ts";

const defaultLimit = 100;
const maxLimit = 1_000;

/**
 * `GET /v1/requests`: the latest requests to this gateway, newest first. A caller sees its own; an operator's key sees all.
 * `?limit=` 1 to 1,000, 100 by default; `?failed=1` only failed ones.
 */
export function requestsHandler(ring: RequestRing, { operators }: RequestsConfig): Handler {
  const seesAll = new Set(operators);
  return ({ request, response, caller }) => {
    const { limit, failed } = wanted(request);
    const own = caller !== undefined && seesAll.has(caller.id) ? undefined : (caller?.id ?? "");
    // A key that was deleted and made again under its name is another key.
    const sinceMs = own === undefined ? 0 : (caller?.createdAtMs ?? 0);
    const records = ring.newest(
      limit,
      (record) =>
        (own === undefined || (record.caller === own && record.startedAtMs >= sinceMs)) &&
        (!failed || record.status >= 400),
    );
    const data = records.map((record) => ({
      ...shown(record),
      ...(own === undefined ? { instance: record.instance } : {}),
    }));
    sendJson(response, 200, { object: "list", data });
  };
}

function wanted(request: IncomingMessage): { limit: number; failed: boolean } {
  const query = queryOf(request);
  const limit = Number(query.get("limit") ?? defaultLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new ApiError("invalid_value", `'limit' must be a whole number from 1 to ${maxLimit}.`, "limit");
  }
  return { limit, failed: query.get("failed") === "1" };
}

/** An entry of the list, without unknown facts. Only operators see where an expert runs. */
function shown({ startedAtMs, trace, usage, cost, ...facts }: RequestRecord): object {
  return {
    ...facts,
    instance: undefined,
    startedAt: new Date(startedAtMs).toISOString(),
    promptTokens: usage?.promptTokens,
    completionTokens: usage?.completionTokens,
    costMicros: cost?.micros,
    wattHours: cost?.wattHours,
    traceId: trace?.traceId,
  };
}

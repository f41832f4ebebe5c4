import { parseInput } from "@hearth/service/http/parse-input.ts";
import { queryOf } from "@hearth/service/http/request-url.ts";
import type { PathParams } from "@hearth/service/http/route-table.ts";
import { sendJson } from "@hearth/service/http/send-json.ts";
import { inputItems, inputItemsQuery } from "../../api/responses/input-items.ts";
import { ApiError } from "../../domain/api-error.ts";
import type { Exchange } from "../../domain/exchange.ts";
import type { KeptResponses } from "../../domain/kept-responses.ts";
import type { Handler } from "../../domain/route.ts";
import { decodedParam } from "./decoded-param.ts";

type Names = "getResponse" | "deleteResponse" | "listInputItems";

/** Reads and deletes answers that are kept; see api/responses/response-store.ts. */
export function responseHandlers(keptOf: (caller: string) => KeptResponses): Readonly<Record<Names, Handler>> {
  const keptFor = ({ caller }: Exchange): KeptResponses => keptOf(caller?.id ?? "");
  return {
    getResponse(exchange, params) {
      const { response } = exchange;
      const kept = found(keptFor(exchange), idOf(params));
      response.writeHead(200, { "content-type": "application/json", "content-length": kept.response.length });
      response.end(kept.response);
    },
    deleteResponse(exchange, params) {
      const id = idOf(params);
      if (!keptFor(exchange).delete(id)) throw notFound(id);
      sendJson(exchange.response, 200, { id, object: "response", deleted: true });
    },
    listInputItems(exchange, params) {
      const kept = found(keptFor(exchange), idOf(params));
      const { limit, ...others } = Object.fromEntries(queryOf(exchange.request));
      const query = parseInput(
        { ...others, ...(limit === undefined ? {} : { limit: Number(limit) }) },
        inputItemsQuery,
      );
      sendJson(exchange.response, 200, inputItems(kept, query));
    },
  };
}

const idOf = (params: PathParams): string => decodedParam(params["id"]);

function found(kept: KeptResponses, id: string) {
  const response = kept.find(id);
  if (response === undefined) throw notFound(id);
  return response;
}

const notFound = (id: string): ApiError =>
  new ApiError(
    "response_not_found",
    `The response '${id.slice(0, 100)}' is not found. Responses are kept for an hour, by the gateway that gave them, unless store was false.`,
    "response_id",
  );

import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { ClusterClient, ClusterRequest } from "./cluster-client.ts";

/** A request as it is sent: `path` has the query, the body is text. */
export interface JsonRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

/** A client of a JSON API over any way to send requests, whose rejections it passes on. */
export function jsonClient(send: (request: JsonRequest) => Promise<IncomingMessage>): ClusterClient {
  return async (request) => {
    const { body } = request;
    const response = await send({
      method: request.method,
      path: pathOf(request),
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const said = await text(response);
    const isJson = (response.headers["content-type"] ?? "").includes("json") && said !== "";
    return { status: response.statusCode ?? 0, json: isJson ? (JSON.parse(said) as unknown) : said };
  };
}

function pathOf({ path, query = {} }: ClusterRequest): string {
  const search = new URLSearchParams(query).toString();
  return search === "" ? path : `${path}?${search}`;
}

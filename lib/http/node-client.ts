import { request as httpRequest, type Agent as HttpAgent } from "node:http";
import { request as httpsRequest } from "node:https";
import type { ClusterClient, ClusterRequest, ClusterResponse } from "./cluster-client.ts";

export interface NodeClientOptions {
  /** `https://n1.hearth:4646`: scheme, host and port. */
  readonly origin: string;
  /** Sent with every request: the token. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How connections are made; Node's own where it is absent. */
  readonly agent?: HttpAgent;
  /** Silence after which the request is given up; 30 s unless told. */
  readonly timeoutMs?: number;
}

/** Requests to one agent. Throws whatever the connection threw. */
export function nodeClient({ origin, headers = {}, agent, timeoutMs = 30_000 }: NodeClientOptions): ClusterClient {
  const send = origin.startsWith("https:") ? httpsRequest : httpRequest;
  return (request) =>
    new Promise((resolve, reject) => {
      const body = bodyOf(request);
      const outgoing = send(urlOf(origin, request), {
        method: request.method,
        headers: { ...headers, ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }) },
        ...(agent === undefined ? {} : { agent }),
      });
      // A timer of our own, for a connection through SSH is no socket and has none.
      const timer = setTimeout(() => outgoing.destroy(new Error(`no answer in ${timeoutMs / 1_000} s`)), timeoutMs);
      outgoing.on("close", () => clearTimeout(timer));
      outgoing.on("error", reject);
      outgoing.on("response", (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => {
          timer.refresh();
          chunks.push(chunk);
        });
        incoming.on("error", reject);
        incoming.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve(responseOf(incoming.statusCode ?? 0, incoming.headers["content-type"] ?? "", text));
        });
      });
      outgoing.end(body);
    });
}

function urlOf(origin: string, { path, query = {} }: ClusterRequest): URL {
  const url = new URL(path, origin);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return url;
}

function bodyOf({ body }: ClusterRequest): string | undefined {
  if (body === undefined || typeof body === "string") return body;
  return JSON.stringify(body);
}

function responseOf(status: number, contentType: string, text: string): ClusterResponse {
  return { status, json: contentType.includes("json") && text !== "" ? (JSON.parse(text) as unknown) : text };
}

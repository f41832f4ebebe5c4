import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { Agent, request } from "../connection/undici.ts";

export interface ConsulCall {
  readonly method?: "GET" | "PUT";
  /** Including the query, if any. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface ConsulAnswer {
  readonly index: number;
  /** Null on 404. */
  readonly value: unknown;
}

/** The HTTP API of one Consul agent. The token file is read for each request. */
export interface ConsulHttp {
  /** Throws on any status but 200 and 404; the error holds neither token nor content. */
  call(call: ConsulCall): Promise<ConsulAnswer>;
  close(): Promise<void>;
}

/** `limitMs`: how long to wait for an answer's first byte. Throws if the CA file cannot be read. */
export function createConsulHttp(config: GatewayConfig["consul"], limitMs: number): ConsulHttp {
  const { url, caFile, serverName, tokenFile } = config;
  const agent = new Agent({
    connect: {
      ...(caFile === undefined ? {} : { ca: readFileSync(caFile, "utf8") }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    },
    headersTimeout: limitMs,
  });
  return {
    async call({ method = "GET", path, query = {}, body, signal }) {
      const address = new URL(path, url);
      for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
      const token = tokenFile === undefined ? "" : (await readFile(tokenFile, "utf8")).trim();
      const answer = await request(address, {
        method,
        dispatcher: agent,
        headers: token === "" ? {} : { "x-consul-token": token },
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      const { statusCode, headers } = answer;
      if (statusCode !== 200) await answer.body.dump();
      if (statusCode !== 200 && statusCode !== 404) {
        throw new Error(`Consul answered ${path} with status ${statusCode}`);
      }
      return { index: Number(headers["x-consul-index"]), value: statusCode === 404 ? null : await answer.body.json() };
    },
    close: () => agent.destroy(),
  };
}

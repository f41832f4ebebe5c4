import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { Agent, request } from "../connection/undici.ts";

export interface ConsulCall {
  readonly method?: "GET" | "PUT";
  /** With a query where it has one. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface ConsulAnswer {
  readonly index: number;
  /** Null where there is no such thing (404). */
  readonly value: unknown;
}

/** One agent's HTTP API, with the token that is in its file now. */
export interface ConsulHttp {
  /** Throws on any status but 200 and 404; the error says neither token nor content. */
  call(call: ConsulCall): Promise<ConsulAnswer>;
  close(): Promise<void>;
}

/** `limitMs`: longest silence before an answer. Throws where the CA file cannot be read. */
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

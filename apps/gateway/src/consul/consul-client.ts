import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, request } from "undici";
import type { GatewayConfig } from "../config/gateway-config.ts";

/** The last answer's index; 0 asks for the present state without waiting. */
export interface BlockingRead {
  readonly index: number;
  readonly signal: AbortSignal;
}

export interface IndexedAnswer {
  readonly index: number;
  readonly value: unknown;
}

/** What the gateway needs of Consul: blocking reads of its HTTP API. */
export interface ConsulReader {
  /** Answers when something newer than `index` is there, or after the configured wait. Throws on anything but a 200. */
  read(path: string, options: BlockingRead): Promise<IndexedAnswer>;
  close(): Promise<void>;
}

/** Consul adds up to a sixteenth of the wait by itself; the rest is for the network. */
const graceMs = 10_000;

/** Throws where the CA file cannot be read. */
export function createConsulReader(config: GatewayConfig["consul"]): ConsulReader {
  const { url, caFile, serverName, tokenFile, waitMs } = config;
  const agent = new Agent({
    connect: {
      ...(caFile === undefined ? {} : { ca: readFileSync(caFile, "utf8") }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    },
    headersTimeout: Math.ceil(waitMs + waitMs / 16) + graceMs,
  });
  return {
    async read(path, { index, signal }) {
      const address = new URL(path, url);
      address.searchParams.set("index", String(index));
      address.searchParams.set("wait", `${waitMs}ms`);
      const token = tokenFile === undefined ? "" : (await readFile(tokenFile, "utf8")).trim();
      const { statusCode, headers, body } = await request(address, {
        dispatcher: agent,
        signal,
        headers: token === "" ? {} : { "x-consul-token": token },
      });
      if (statusCode !== 200) {
        await body.dump();
        throw new Error(`Consul answered ${path} with status ${statusCode}`);
      }
      return { index: Number(headers["x-consul-index"]), value: await body.json() };
    },
    close: () => agent.destroy(),
  };
}

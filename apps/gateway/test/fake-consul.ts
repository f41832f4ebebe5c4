import type { ServerResponse } from "node:http";
import { listen, type Listening } from "./listen.ts";

export interface FakeService {
  readonly tags?: readonly string[];
  readonly meta?: Readonly<Record<string, string>>;
  /** Ports of the passing instances, on the loopback. */
  readonly ports: readonly number[];
}

export interface FakeConsul extends Listening {
  /** Replaces all services and answers every blocked query. */
  set(services: Readonly<Record<string, FakeService>>): void;
  /** While it is not 200, every query gets this status. */
  status: number;
  /** Starts the index anew, as a restored Consul does. */
  index: number;
  /** `path token` of every query. */
  readonly queries: readonly string[];
}

/** Consul's catalogue and health API with blocking queries, as far as the gateway uses them. */
export async function startFakeConsul(): Promise<FakeConsul> {
  let services: Readonly<Record<string, FakeService>> = {};
  const blocked = new Map<ServerResponse, string>();
  const queries: string[] = [];

  const listening = await listen((request, response) => {
    const url = new URL(request.url ?? "/", "http://consul");
    queries.push(`${url.pathname} ${String(request.headers["x-consul-token"] ?? "-")}`);
    if (consul.status !== 200) response.writeHead(consul.status).end();
    else if (url.searchParams.get("index") === String(consul.index)) {
      blocked.set(response, url.pathname);
      response.once("close", () => blocked.delete(response));
    } else answer(response, url.pathname);
  });

  const answer = (response: ServerResponse, path: string): void => {
    response.setHeader("x-consul-index", consul.index);
    response.end(JSON.stringify(path === "/v1/catalog/services" ? catalog() : health(path.split("/").at(-1) ?? "")));
  };
  const catalog = () =>
    Object.fromEntries(Object.entries(services).map(([name, { tags = ["expert"] }]) => [name, tags]));
  const health = (name: string) =>
    (services[name]?.ports ?? []).map((port) => ({
      Node: { Address: "127.0.0.1" },
      Service: { ID: `${name}-${port}`, Address: "", Port: port, Meta: services[name]?.meta ?? {} },
    }));

  const consul: FakeConsul = Object.assign(listening, {
    status: 200,
    index: 1,
    queries,
    set(next: Readonly<Record<string, FakeService>>) {
      services = next;
      consul.index += 1;
      for (const [response, path] of blocked) answer(response, path);
      blocked.clear();
    },
  });
  return consul;
}

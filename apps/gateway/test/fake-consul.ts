import type { ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { FakeKv } from "./fake-kv.ts";
import { listen, type Listening } from "./listen.ts";

const kvPath = "/v1/kv/";

export interface FakeService {
  readonly tags?: readonly string[];
  readonly meta?: Readonly<Record<string, string>>;
  /** Ports of the passing instances on the loopback interface. */
  readonly ports: readonly number[];
}

export interface FakeConsul extends Listening {
  /** Replaces all services and answers every blocked query. */
  set(services: Readonly<Record<string, FakeService>>): void;
  /** If not 200, every query gets this status. */
  status: number;
  /** Settable, to restart the index as a restored Consul does. */
  index: number;
  /** `path token` of every query to catalogue and health. */
  readonly queries: readonly string[];
  readonly kv: FakeKv;
  /** Writes a value and answers every blocked query. */
  write(key: string, value: unknown): void;
}

/** The parts of Consul's catalogue, health and key-value API that the gateway uses, with blocking queries. */
export async function startFakeConsul(): Promise<FakeConsul> {
  let services: Readonly<Record<string, FakeService>> = {};
  const blocked = new Map<ServerResponse, URL>();
  const kv = new FakeKv();
  const queries: string[] = [];

  const listening = await listen((request, response) => {
    const url = new URL(request.url ?? "/", "http://consul");
    const isKv = url.pathname.startsWith(kvPath);
    if (!isKv) queries.push(`${url.pathname} ${String(request.headers["x-consul-token"] ?? "-")}`);
    if (consul.status !== 200) response.writeHead(consul.status).end();
    else if (request.method === "PUT") void text(request).then((value) => put(response, url, value));
    else if (url.searchParams.get("index") === String(consul.index)) {
      blocked.set(response, url);
      response.once("close", () => blocked.delete(response));
    } else answer(response, url);
  });

  const answer = (response: ServerResponse, { pathname, searchParams }: URL): void => {
    const value = pathname.startsWith(kvPath)
      ? kv.list(decodeURIComponent(pathname.slice(kvPath.length)), !searchParams.has("recurse"))
      : pathname === "/v1/catalog/services"
        ? catalog()
        : health(pathname.split("/").at(-1) ?? "");
    response.writeHead(value === null ? 404 : 200, { "x-consul-index": consul.index });
    response.end(value === null ? "" : JSON.stringify(value));
  };
  const put = (response: ServerResponse, { pathname, searchParams }: URL, value: string): void => {
    const cas = searchParams.get("cas");
    const done = kv.put(
      decodeURIComponent(pathname.slice(kvPath.length)),
      value,
      cas === null ? undefined : Number(cas),
    );
    response.end(String(done));
    if (done) answerBlocked();
  };
  const answerBlocked = (): void => {
    consul.index += 1;
    for (const [response, url] of blocked) answer(response, url);
    blocked.clear();
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
      answerBlocked();
    },
    kv,
    write(key: string, value: unknown) {
      kv.put(key, JSON.stringify(value));
      answerBlocked();
    },
  });
  return consul;
}

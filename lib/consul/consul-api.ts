import { z } from "zod";
import type { ClusterClient } from "../http/cluster-client.ts";
import { expectFound, expectSuccess } from "../http/expect-success.ts";
import { readServerHealth, type ServerHealth } from "../http/server-health.ts";
import { createConsulAcl, type ConsulAcl } from "./consul-acl.ts";
import { kvRowsSchema, serviceInstanceSchema, type ServiceInstance } from "@hearth/contracts/consul/consul-types.ts";
import { workloadAuthMethod } from "./workload-auth-method.ts";

/** All of Consul that Hearth uses. Every method throws API_REFUSED or NODE_UNREACHABLE. */
export interface ConsulApi {
  /** `address:port` of the leader; undefined while there is none. */
  leader(): Promise<string | undefined>;
  /** Whether a leader answers consistent reads and has the auth method for Nomad's tasks; false during an election. */
  takesLogins(): Promise<boolean>;
  /** Names of all services with their tags. */
  services(): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Every instance of a service, healthy or not. */
  health(service: string): Promise<readonly ServiceInstance[]>;
  /** Consul's servers, as the leader sees them. */
  servers(): Promise<readonly ServerHealth[]>;
  /** Names of the nodes whose agent is known. */
  nodes(): Promise<readonly string[]>;
  /** Has the cluster forget a node whose agent is gone, with all of its services. */
  forget(node: string): Promise<void>;
  /** Has the cluster forget one instance of a service. A node that still has it, and may write it, brings it back. */
  deregister(node: string, serviceId: string): Promise<void>;
  readonly kv: ConsulKv;
  readonly acl: ConsulAcl;
}

export interface ConsulEntry {
  readonly key: string;
  readonly value: string;
  /** The index to pass to `putIf`. */
  readonly index: number;
}

export interface ConsulKv {
  get(key: string): Promise<string | undefined>;
  /** Everything under a prefix, in the order of the keys. */
  entries(prefix: string): Promise<readonly ConsulEntry[]>;
  /** Writes if the entry still has this index; 0 means only if there is no entry. Returns false if it has changed. */
  putIf(entry: ConsulEntry): Promise<boolean>;
  put(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Consul's HTTP API over a client that supplies the address and the token. */
export function createConsulApi(client: ClusterClient): ConsulApi {
  const read = (path: string): Promise<unknown> => expectSuccess(client, { method: "GET", path });
  return {
    async leader() {
      const { status, json } = await client({ method: "GET", path: "/v1/status/leader" });
      return status < 300 && typeof json === "string" && json !== "" ? json : undefined;
    },
    async takesLogins() {
      // A leader that has just been elected answers a consistent read only once it has taken over.
      const query = { consistent: "true" };
      const { status } = await client({ method: "GET", path: `/v1/acl/auth-method/${workloadAuthMethod}`, query });
      return status < 300;
    },
    async services() {
      return z.record(z.string(), z.array(z.string())).parse(await read("/v1/catalog/services"));
    },
    async health(service) {
      const path = `/v1/health/service/${encodeURIComponent(service)}`;
      return z.array(serviceInstanceSchema).parse(await read(path));
    },
    servers: () => readServerHealth(client),
    async nodes() {
      const found = z.array(z.object({ Node: z.string() })).parse(await read("/v1/catalog/nodes"));
      return found.map((node) => node.Node);
    },
    async forget(node) {
      const path = `/v1/agent/force-leave/${encodeURIComponent(node)}`;
      // Consul answers 500 for a member that it does not know.
      await client({ method: "PUT", path, query: { prune: "" } });
      await expectSuccess(client, { method: "PUT", path: "/v1/catalog/deregister", body: { Node: node } });
    },
    async deregister(node, serviceId) {
      const body = { Node: node, ServiceID: serviceId };
      await expectSuccess(client, { method: "PUT", path: "/v1/catalog/deregister", body });
    },
    kv: {
      async get(key) {
        const rows = kvRowsSchema.parse((await expectFound(client, { method: "GET", path: `/v1/kv/${key}` })) ?? []);
        return rows[0]?.value;
      },
      async entries(prefix) {
        const query = { recurse: "true" };
        return kvRowsSchema.parse(
          (await expectFound(client, { method: "GET", path: `/v1/kv/${prefix}`, query })) ?? [],
        );
      },
      async putIf({ key, value, index }) {
        const query = { cas: String(index) };
        return z
          .boolean()
          .parse(await expectSuccess(client, { method: "PUT", path: `/v1/kv/${key}`, query, body: value }));
      },
      async put(key, value) {
        await expectSuccess(client, { method: "PUT", path: `/v1/kv/${key}`, body: value });
      },
      async delete(key) {
        await expectSuccess(client, { method: "DELETE", path: `/v1/kv/${key}` });
      },
    },
    acl: createConsulAcl(client),
  };
}

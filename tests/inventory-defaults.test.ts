import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gatewayConfigSchema, type GatewayConfig } from "@hearth/contracts/gateway/gateway-config.ts";
import { checkInventory } from "../lib/config/check-inventory.ts";
import type { Cluster } from "../lib/config/derive/cluster.ts";
import { inventoryJsonSchema, type JsonSchema } from "../lib/config/reference/json-schema.ts";
import { gatewaySection } from "../lib/config/shape/gateway-section.ts";
import { gatewayConfiguration } from "../lib/jobs/gateway-configuration.ts";
import { loadDefinitions } from "../lib/jobs/load-definitions.ts";
import { root } from "../lib/paths.ts";

/*
 * An inventory holds no defaults: lib/config/derive and the gateway apply them, and the metadata of its fields tells them to readers.
 * Written into an inventory, they must change nothing.
 */

const declared = { ...(await loadDefinitions()).declared, roleOptions: {} };
const documented = defaultsIn(inventoryJsonSchema(declared)) as { cluster: object; gateway: Record<string, object> };

test("the documented defaults of the cluster are those that are applied", () => {
  expect(documented.cluster).toMatchObject({ domain: "hearth", ports: { gateway: 8080, consul: { https: 8501 } } });
  expect(clusterOf(documented.cluster)).toEqual(clusterOf({}));
});

test("the documented defaults of the gateway are those that are applied", () => {
  expect(documented.gateway).toMatchObject({
    cache: { ttl: "10m" },
    timeouts: { stall: "30s" },
    admission: { maxQueued: 256 },
  });
  const required = {
    tracing: { endpoint: "http://collector.example/v1/traces" },
    catalogue: { url: "https://models.dev/api.json" },
    providers: { from: {} },
  };
  const { tracing, catalogue, providers, ...rest } = documented.gateway;
  const written = {
    ...rest,
    tracing: { ...tracing, ...required.tracing },
    catalogue: { ...catalogue, ...required.catalogue },
    providers: { ...providers, ...required.providers },
  };
  expect(configurationOf(written)).toEqual(configurationOf(required));
});

/** The literal defaults of a schema, as far as they can stand in a file: not in lists, nor below names of the reader's own. */
function defaultsIn({ properties = {}, default: literal, defaultNote }: JsonSchema): unknown {
  if (Object.keys(properties).length === 0) return defaultNote === undefined ? literal : undefined;
  const inner = Object.entries(properties).flatMap(([key, field]): [string, unknown][] => {
    const value = typeof field === "boolean" ? undefined : defaultsIn(field);
    return value === undefined ? [] : [[key, value]];
  });
  return inner.length === 0 ? undefined : Object.fromEntries(inner);
}

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP5YRnBwEzTdVFnxHX+RgxqXPqe+7OnDBWjsbayPswuc";

/** The cluster of the smallest inventory with something added to its section `cluster`. */
function clusterOf(added: object): Cluster {
  const inventory = {
    cluster: { ...added, name: "home", servers: ["n1"] },
    nodes: [{ name: "n1", address: "192.0.2.11", ssh: { hostKey } }],
  };
  const { findings, cluster } = checkInventory({
    inventory: { file: "x.inventory.yaml", content: Buffer.from(JSON.stringify(inventory)) },
    models: { file: "models.yaml", content: readFileSync(join(root, "stacks", "models.yaml")) },
    declared,
  });
  expect(findings).toEqual([]);
  return cluster!;
}

/** The gateway's whole configuration for its section of an inventory. */
const configurationOf = (section: object): GatewayConfig =>
  gatewayConfigSchema.parse({
    ...gatewayConfiguration({ gateway: gatewaySection.parse(section) }),
    listen: { address: "127.0.0.1", port: 0 },
    consul: { url: "http://127.0.0.1:8500" },
    keysFile: "keys.json",
  });

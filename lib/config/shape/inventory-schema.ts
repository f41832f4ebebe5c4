import { z } from "zod";
import {
  address,
  dnsLabel,
  domainName,
  frequency,
  hostKey,
  identityFile,
  modelName,
  port,
  size,
  tailnetName,
  userKey,
  userName,
} from "./fields.ts";
import { gatewaySection } from "./gateway-section.ts";

/**
 * The shape of `*.inventory.yaml`, as written: no defaults, nothing converted. stacks/home.inventory.yaml says what each key
 * means; a test keeps the two together.
 */

/** Bounded, so that a file that was made by accident is refused in no time. */
const list = <T extends z.ZodType>(item: T): z.ZodArray<T> => z.array(item).max(250);

const ssh = {
  user: userName.optional(),
  port: port.optional(),
  jump: dnsLabel.optional(),
  identityFile: identityFile.optional(),
};

/** Options by role; each role brings the schema of its own. */
const options = z.record(z.string(), z.record(z.string(), z.unknown()));

const resources = z.strictObject({ memory: size.optional(), cpu: frequency.optional() });

/** What may be set for all nodes, for a group, or for one node. */
const layer = { ssh: z.strictObject(ssh).optional(), resources: resources.optional(), options: options.optional() };

const node = z.strictObject({
  name: dnsLabel,
  address: address.optional(),
  groups: list(dnsLabel).optional(),
  ...layer,
  ssh: z.strictObject({ ...ssh, hostKey: hostKey.optional() }).optional(),
});

const overlay = z.discriminatedUnion("control", [
  z.strictObject({ control: z.literal("headscale"), node: dnsLabel.optional() }),
  z.strictObject({ control: z.literal("tailscale"), tailnet: tailnetName }),
]);

const ports = z.strictObject({
  ssh: port.optional(),
  wireguard: port.optional(),
  headscale: port.optional(),
  stun: port.optional(),
  depot: port.optional(),
  gateway: port.optional(),
  prometheus: port.optional(),
  memory: port.optional(),
  memoryVault: port.optional(),
  nodeExporter: port.optional(),
  experts: port.optional(),
  rpc: port.optional(),
  consul: z
    .strictObject({
      https: port.optional(),
      grpcTls: port.optional(),
      server: port.optional(),
      serf: port.optional(),
      dns: port.optional(),
    })
    .optional(),
  nomad: z.strictObject({ http: port.optional(), rpc: port.optional(), serf: port.optional() }).optional(),
});

export const inventorySchema = z.strictObject({
  cluster: z.strictObject({
    name: dnsLabel,
    datacenter: dnsLabel.optional(),
    domain: domainName.optional(),
    nodesFrom: z.enum(["inventory", "lab"]).optional(),
    overlay: overlay.optional(),
    servers: list(dnsLabel),
    depot: dnsLabel.optional(),
    ports: ports.optional(),
  }),
  ...layer,
  users: list(z.strictObject({ name: userName, keys: list(userKey), sudo: z.boolean().optional() })).optional(),
  groups: z.record(dnsLabel, z.strictObject(layer)).optional(),
  nodes: list(node),
  experts: list(
    z.strictObject({
      name: dnsLabel,
      model: modelName,
      head: dnsLabel,
      workers: list(dnsLabel).optional(),
      context: z.int().min(128).optional(),
    }),
  ).optional(),
  gateway: gatewaySection.optional(),
});

/** An inventory as written, its shape checked. */
export type Inventory = z.infer<typeof inventorySchema>;
export type InventoryNode = Inventory["nodes"][number];
export type InventoryExpert = NonNullable<Inventory["experts"]>[number];

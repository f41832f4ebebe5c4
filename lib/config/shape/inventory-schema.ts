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
 * The shape of `*.inventory.yaml`, as written: nothing is converted and no defaults are filled in. `default` in the metadata of a
 * field is what docs and editors show; lib/config/derive applies the defaults, and a test compares the two.
 */

/** Bounded, so that a file that was made by accident is refused in no time. */
const list = <T extends z.ZodType>(item: T): z.ZodArray<T> => z.array(item).max(250);

const ssh = {
  user: userName.optional().meta({
    description:
      "User that Hearth logs in as: root, or a user who may run sudo without a password. Not one of `users`.",
    defaultNote: "`root`; `operator` in the lab",
  }),
  port: port.optional().meta({ description: "Port of the machine's SSH server.", defaultNote: "`cluster.ports.ssh`" }),
  jump: dnsLabel
    .optional()
    .meta({ description: "Name of another machine of this file to connect through.", defaultNote: "none" }),
  identityFile: identityFile
    .optional()
    .meta({ description: "Path of the private key to log in with.", defaultNote: "your SSH agent or hardware key" }),
};

/** Options by role; each role brings the schema of its own. */
export const optionsByRole = z.record(z.string(), z.record(z.string(), z.unknown()));

const resources = z.strictObject({
  memory: size
    .optional()
    .meta({ description: "Memory that jobs may use.", defaultNote: "all of the machine's memory" }),
  cpu: frequency.optional().meta({
    description: "CPU that jobs may use, as cores times clock rate.",
    defaultNote: "all of the machine's CPU",
  }),
});

/** What may be set for all nodes, for a group, or for one node. */
const layer = {
  ssh: z.strictObject(ssh).optional().meta({ description: "How Hearth reaches the machines over SSH." }),
  resources: resources.optional().meta({ description: "How much of each machine jobs may use." }),
  options: optionsByRole.optional().meta({ description: "Options of roles, by the role's name.", keyName: "ROLE" }),
};

const node = z.strictObject({
  name: dnsLabel.meta({ description: "Host name of the machine: lowercase letters, digits and hyphens." }),
  address: address.optional().meta({
    description: "Host name or IP address in your home network. The lab assigns its own.",
    requiredWith: "nodesFrom: inventory",
  }),
  groups: list(dnsLabel).optional().meta({
    description: "Groups whose settings the machine takes; a later one overrides an earlier one.",
    defaultNote: "none",
  }),
  ...layer,
  ssh: z
    .strictObject({
      ...ssh,
      hostKey: hostKey.optional().meta({
        description:
          'The machine\'s own public host key. Print it on the machine itself with `cut -d" " -f1,2 /etc/ssh/ssh_host_ed25519_key.pub`; `ssh-keyscan` shows what the network claims it is.',
        requiredWith: "nodesFrom: inventory",
      }),
    })
    .optional()
    .meta({ description: "As `ssh` at the top level, and the host key." }),
});

const overlay = z.discriminatedUnion("control", [
  z.strictObject({
    control: z.literal("headscale").meta({
      description: "Who runs the network: `headscale`, on a machine of your own, or `tailscale`, the service.",
    }),
    node: dnsLabel.optional().meta({
      description: "Machine that runs Headscale. Only with `control: headscale`.",
      defaultNote: "the first server",
    }),
  }),
  z.strictObject({
    control: z.literal("tailscale").meta({
      description: "Who runs the network: `headscale`, on a machine of your own, or `tailscale`, the service.",
    }),
    tailnet: tailnetName.meta({
      description: "Name of your tailnet; its API key is a secret of the stack. Only with `control: tailscale`.",
      requiredWith: "control: tailscale",
    }),
  }),
]);

const ports = z.strictObject({
  ssh: port
    .optional()
    .meta({ description: "SSH server of every machine, unless `ssh.port` sets another one.", default: 22 }),
  wireguard: port.optional().meta({ description: "Traffic of the overlay (UDP).", default: 41_641 }),
  headscale: port.optional().meta({ description: "Headscale.", default: 8443 }),
  stun: port.optional().meta({
    description: "Headscale's STUN server, which helps machines behind a router find each other (UDP).",
    default: 3478,
  }),
  depot: port
    .optional()
    .meta({ description: "The depot, which serves programs and models to the machines.", default: 8090 }),
  gateway: port.optional().meta({ description: "The gateway: the API that chats are sent to.", default: 8080 }),
  prometheus: port.optional().meta({ description: "Prometheus.", default: 9090 }),
  memory: port.optional().meta({ description: "The memory service: HTTP and MCP.", default: 8095 }),
  memoryVault: port.optional().meta({
    description: "The memory vault, which keeps the memory service's backups on the depot's machine.",
    default: 8096,
  }),
  nodeExporter: port.optional().meta({ description: "Metrics of each machine.", default: 9100 }),
  experts: port.optional().meta({
    description: "First of a thousand ports for experts; an expert's place in the range follows from its name.",
    default: 17_000,
  }),
  rpc: port.optional().meta({ description: "First of a thousand ports for the workers of experts.", default: 18_000 }),
  consul: z
    .strictObject({
      https: port.optional().meta({ description: "Consul's HTTPS API.", default: 8501 }),
      grpcTls: port.optional().meta({ description: "Consul's gRPC over TLS.", default: 8503 }),
      server: port.optional().meta({ description: "Traffic between Consul's servers and clients.", default: 8300 }),
      serf: port.optional().meta({ description: "Consul's gossip.", default: 8301 }),
      dns: port.optional().meta({ description: "Consul's DNS.", default: 8600 }),
    })
    .optional()
    .meta({ description: "Ports of Consul." }),
  nomad: z
    .strictObject({
      http: port.optional().meta({ description: "Nomad's API.", default: 4646 }),
      rpc: port.optional().meta({ description: "Traffic between Nomad's servers and clients.", default: 4647 }),
      serf: port.optional().meta({ description: "Nomad's gossip.", default: 4648 }),
    })
    .optional()
    .meta({ description: "Ports of Nomad." }),
});

export const inventorySchema = z.strictObject({
  cluster: z
    .strictObject({
      name: dnsLabel.meta({ description: "Name of the stack: lowercase letters, digits and hyphens." }),
      datacenter: dnsLabel.optional().meta({ description: "Name of this place in Consul and Nomad.", default: "home" }),
      domain: domainName.optional().meta({
        description: "Ending of the machines' names on the overlay network, as in `n1.hearth`.",
        default: "hearth",
      }),
      nodesFrom: z.enum(["inventory", "lab"]).optional().meta({
        description:
          "Where addresses and host keys come from: `inventory` is this file; `lab` is the virtual machines of `hearth lab up`.",
        default: "inventory",
      }),
      overlay: overlay.optional().meta({
        description: "The private network between the machines.",
        defaultNote: "Headscale on the first server",
      }),
      servers: list(dnsLabel).meta({
        description:
          "Machines that keep the cluster's state (servers of Consul and Nomad): 1, 3 or 5 of them. With three, one may fail.",
      }),
      depot: dnsLabel.optional().meta({
        description: "Machine that serves programs and models to the others.",
        defaultNote: "the first server",
      }),
      ports: ports.optional().meta({ description: "Ports, all different from each other. Rarely worth changing." }),
    })
    .meta({ description: "The cluster as a whole." }),
  ...layer,
  users: list(
    z.strictObject({
      name: userName.meta({ description: "Login name." }),
      keys: list(userKey).meta({ description: "Public SSH keys, one line each, as in `~/.ssh/id_ed25519.pub`." }),
      sudo: z.boolean().optional().meta({ description: "Whether the person may act as root.", default: false }),
    }),
  )
    .optional()
    .meta({ description: "People who may log in to the machines.", defaultNote: "nobody" }),
  groups: z
    .record(dnsLabel, z.strictObject(layer))
    .optional()
    .meta({ description: "Settings shared by several machines, by the group's name.", keyName: "GROUP" }),
  nodes: list(node).meta({ description: "The machines: Debian 12, reachable over SSH." }),
  experts: list(
    z.strictObject({
      name: dnsLabel.meta({
        description: "Name of the expert at the gateway. The names of Hearth's own services are reserved.",
      }),
      model: modelName.meta({ description: "A model of models.yaml." }),
      head: dnsLabel.meta({ description: "Machine that answers requests." }),
      workers: list(dnsLabel).optional().meta({
        description: "Machines that lend their memory and hold part of the model. Not for embedding models.",
        defaultNote: "none",
      }),
      context: z.int().min(128).optional().meta({
        description: "Length of a conversation, in tokens.",
        defaultNote: "4096, or the model's maximum if that is less",
      }),
    }),
  )
    .optional()
    .meta({ description: "Models that the cluster runs.", defaultNote: "none" }),
  gateway: gatewaySection.optional().meta({
    description:
      "The gateway's settings, in the words of its own configuration; docs/how-to/configure-the-gateway.md has a tested example.",
    defaultNote: "requests are routed by name, nothing is cached, nothing leaves the house",
  }),
});

/** An inventory as written, its shape checked. */
export type Inventory = z.infer<typeof inventorySchema>;
export type InventoryNode = Inventory["nodes"][number];
export type InventoryExpert = NonNullable<Inventory["experts"]>[number];
